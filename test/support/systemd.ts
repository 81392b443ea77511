/** systemd's own check of a unit, where there is a systemd. */
import { execFileSync } from 'node:child_process'

export const hasSystemd = ((): boolean => {
  try {
    execFileSync('systemd-analyze', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/** The complaints of systemd about the unit in a file; '' for none. */
export const complaintsAbout = (unit: string): string =>
  execFileSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
