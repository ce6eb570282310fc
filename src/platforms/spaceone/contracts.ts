import type { PythonContracts } from '../../runtime/python-descriptors/installed-descriptors';

/** The gRPC contracts of plugins of every type, as spaceone-api has them. */
export const contracts: PythonContracts = { packages: ['spaceone.api.*.plugin'], distribution: 'spaceone-api' };

/** What a server of spaceone-core offers beside a plugin's services (2.0.144, core/pygrpc/server.py). */
export const besides: readonly string[] = ['spaceone.api.core.v1.ServerInfo'];
