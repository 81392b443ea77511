/** The configuration of files that a test writes. */
import { configuration, showProblem } from '../../src/smarthome/index.js'
import { PLUGIN } from '../support/page.js'

export const understand = (files: Readonly<Record<string, string>>) => configuration(new Map(Object.entries(files)))

export const PLUGGED = { 'etc/plugin.conf': PLUGIN }
export const problemsOf = (files: Readonly<Record<string, string>>, ...severities: readonly string[]) =>
  understand(files)
    .problems.filter(({ severity }) => severities.length === 0 || severities.includes(severity))
    .map(showProblem)

/** A plugin.conf with one section for an Asterisk and these lines in it. */
export const plugin = (...lines: readonly string[]) => ['[ast]', 'class_path = plugins.asterisk', ...lines].join('\n')
