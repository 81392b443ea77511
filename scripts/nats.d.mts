/** Undefined when nats-server is there, or the reason for its absence. */
export function prepareNats(suite?: string, tell?: (line: string) => void): Promise<string | undefined>
