import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Frame, frame } from '../../src/index.js'
import { command, outputOf } from '../../src/functions/command.js'
import { asked, settled } from '../support/asked.js'

const test = suite('command')

test('the lines of a command come as one value', () => {
  const { ask, actions } = asked(
    frame('Response: Success', 'Message: Command output follows', 'Output: one', 'Output:   two', 'Output: '),
  )
  assert.equal(settled(command(ask)('core show uptime')), [['one', '  two', ''], 'end'])
  assert.equal(actions, [{ Action: 'Command', Command: 'core show uptime' }])
})

test('a command that prints nothing gives no lines', () => {
  assert.equal(settled(command(asked(frame('Response: Success')).ask)('x')), [[], 'end'])
})

test('a command that fails has its output as the message', () => {
  const { ask } = asked(
    frame(
      'Response: Error',
      'Message: Command output follows',
      "Output: No such command 'x'",
      'Output: (type help)',
      'Output: ',
    ),
  )
  assert.equal(settled(command(ask)('x')), [
    { _tag: 'Refused', action: 'Command', message: "No such command 'x'\n(type help)", needs: [] },
  ])
})

test('a command without permission names the class that would allow it', () => {
  const { ask } = asked(frame('Response: Error', 'Message: Permission denied'))
  assert.equal(settled(command(ask)('x')), [
    { _tag: 'Refused', action: 'Command', message: 'Permission denied', needs: ['command'] },
  ])
})

const old = (output: string): readonly string[] =>
  outputOf(new Frame(`Response: Follows\r\nPrivilege: Command\r\nActionID: rx-1\r\n${output}--END COMMAND--`))

test('free text of old versions is cut into lines', () => {
  assert.equal(old('one\ntwo\n'), ['one', 'two'])
  assert.equal(old('one\r\ntwo\r\n'), ['one', 'two'])
  assert.equal(old('one'), ['one'])
})

test('free text of old versions keeps blank lines, colons and indents', () => {
  assert.equal(old('  Name: x\n\n  State: y\n'), ['  Name: x', '', '  State: y'])
})

test('free text that begins like a header of the answer is kept', () => {
  assert.equal(old('Message: printed\nActionID: printed\n'), ['Message: printed', 'ActionID: printed'])
})

test('the headers in front of free text are no lines of it', () => {
  const answer = 'Response: Follows\r\nMessage: Command output follows\r\nActionID: rx-1\r\none\n--END COMMAND--'
  assert.equal(outputOf(new Frame(answer)), ['one'])
})

test('free text that is empty gives no lines', () => {
  assert.equal(old(''), [])
})

test('free text without its marker is emitted as far as it came', () => {
  assert.equal(outputOf(new Frame('Response: Follows\r\nPrivilege: Command\r\none\ntwo')), ['one', 'two'])
})

test.run()
