/** The package as npm packs it, installed in an empty project. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const modules = resolve('node_modules')

/** All that the package takes from, and parts of the project that do not belong in it. */
const STAGED = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'LICENSE',
  'docs',
  'misc',
  'src',
  'test/asterisk/config',
  'scripts/bundle.mjs',
  'scripts/page.mjs',
  'tsconfig.json',
  'tsconfig.build.json',
]

/** The output of a program. */
export const runIn = (cwd: string, program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, npm_config_update_notifier: 'false', npm_config_loglevel: 'error' },
  })

const pack = (from: string, folder: string): string =>
  join(
    folder,
    runIn(from, 'npm', 'pack', '--ignore-scripts', '--pack-destination', folder).trim().split('\n').at(-1) ?? '',
  )

/** Builds, packs and installs it. Returns a folder with the project `empty`. */
export const install = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-asterisk-'))
  const stage = join(folder, 'stage')
  for (const each of STAGED) cpSync(each, join(stage, each), { recursive: true })
  symlinkSync(modules, join(stage, 'node_modules'))
  runIn(stage, process.execPath, 'scripts/bundle.mjs')
  runIn(stage, join(modules, '.bin/tsc'), '-p', 'tsconfig.build.json')
  const packed = pack(stage, folder)
  // packed again from node_modules, so that nothing is asked of a network
  const others = ['rxjs', 'fp-ts', 'io-ts', 'tslib', 'yaml'].map((name) => pack(join(modules, name), folder))
  const project = join(folder, 'empty')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "private": true }')
  runIn(project, 'npm', 'install', '--offline', '--no-audit', '--no-fund', packed, ...others)
  return folder
}
