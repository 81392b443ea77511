/** Undefined when Asterisk is there, or the reason for its absence. */
export function prepareAsterisk(version: string, tell?: (line: string) => void): Promise<string | undefined>
