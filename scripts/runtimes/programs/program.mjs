import { connect } from 'rx-asterisk'
import { simulate } from 'rx-asterisk/testing'

const pbx = simulate({ database: { 'dnd/office': '1' } })
const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
asterisk.dbRead('dnd/office').subscribe((value) => console.log(value._tag, value.value))
