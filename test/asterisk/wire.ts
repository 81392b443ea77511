/** A hand on AMI that is not the library under test: sends an action and gives its response. */
import { connect } from 'node:net'

/** One action on a connection of its own; fails when Asterisk refuses it. */
export const act = (port: number, user: string, secret: string, lines: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    let heard = ''
    const socket = connect(port, '127.0.0.1')
    const login = ['Action: Login', `Username: ${user}`, `Secret: ${secret}`, 'Events: off', 'ActionID: login', '', '']
    socket.setEncoding('utf8')
    socket.on('error', reject)
    socket.on('data', (text: string) => {
      heard += text
      const answer = heard
        .split('\r\n\r\n')
        .slice(0, -1)
        .find((frame) => frame.includes('ActionID: act'))
      if (answer === undefined) return
      socket.end('Action: Logoff\r\n\r\n')
      if (answer.includes('Response: Error')) reject(new Error(`${lines.join(', ')}: ${answer}`))
      else resolve(answer)
    })
    socket.write([...login, ...lines, 'ActionID: act', '', ''].join('\r\n'))
  })
