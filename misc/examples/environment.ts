/** Runs an example as a program: `RX_ASTERISK_PASSWORD=… node --import tsx misc/examples/mailboxLight.ts`. */
import type { Subscription } from 'rxjs'
import { type Asterisk, connect, show } from '../../src/index.js' // in your program: 'rx-asterisk'

/** Connects with the settings of the environment and runs until Ctrl-C, if `file` is the program that was started. */
export const asProgram = (file: string, run: (asterisk: Asterisk) => Subscription): void => {
  if (process.argv[1] !== file) return
  const { RX_ASTERISK_HOST: host, RX_ASTERISK_USERNAME: username, RX_ASTERISK_PASSWORD: password } = process.env
  if (password === undefined) {
    console.error('RX_ASTERISK_PASSWORD is missing; RX_ASTERISK_HOST and RX_ASTERISK_USERNAME are optional')
    process.exitCode = 2
    return
  }
  const asterisk = connect({ username: username ?? 'admin', password, host })
  asterisk.fault$.subscribe((failure) => {
    console.error(show(failure))
  })
  asterisk.status$.subscribe((status) => {
    if (status._tag === 'Waiting') console.error(show(status.failure))
  })
  const running = run(asterisk)
  process.once('SIGINT', () => {
    running.unsubscribe()
    void asterisk.close().then(() => process.exit())
  })
}
