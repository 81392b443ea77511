/** Understands files that a test writes down. */
import { configuration, showProblem } from '../../src/smarthome/index.js'
import { PLUGIN } from './page.js'

export const understand = (files: Readonly<Record<string, string>>) => configuration(new Map(Object.entries(files)))

export const PLUGGED = { 'etc/plugin.conf': PLUGIN }
export const said = (files: Readonly<Record<string, string>>, ...severities: readonly string[]) =>
  understand(files)
    .problems.filter(({ severity }) => severities.length === 0 || severities.includes(severity))
    .map(showProblem)

/** A plugin.conf whose only section is an Asterisk with these lines. */
export const plugin = (...lines: readonly string[]) => ['[ast]', 'class_path = plugins.asterisk', ...lines].join('\n')
