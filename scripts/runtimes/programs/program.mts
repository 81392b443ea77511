import { type Asterisk, connect } from 'rx-asterisk'
import { simulate, type Simulation } from 'rx-asterisk/testing'

const pbx: Simulation = simulate({ database: { 'dnd/office': '1' } })
const asterisk: Asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
asterisk.dbRead('dnd/office').subscribe((value) => {
  console.log(value._tag, value._tag === 'Some' ? value.value : '')
})
