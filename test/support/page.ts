/** The configuration blocks of smarthome.py's Asterisk page (2012), from which users copied them. */
export const PLUGIN = `['ast']
    class_name = Asterisk
    class_path = plugins.asterisk
    username = admin
    password = secret
    host = 127.0.0.1 # default
    port = 5038 # default
`

export const ITEMS = `
['office']
    [['fon']]
        type = bool
        ast_dev = 2222
`

export const LOGIC = `['logic1']
    ast_userevent = Call

['logic2']
    ast_userevent = Action
`
