import assert from 'node:assert/strict';
import {
  addressProblem,
  asksBeforeWriting,
  localEndpoint,
  readEndpointSetting,
  settingEndpoint,
} from '../../../../../src/platforms/spaceone/registrations/endpoints';
import { parseAddress } from '../../../../../src/runtime/grpc/address';
import { endpointAt } from './clients';

describe('the endpoints of the settings', () => {
  it('are names with an address, or with an address and more', () => {
    assert.deepEqual(
      readEndpointSetting({
        staging: 'grpc://repository.staging:50051',
        production: { address: ' grpc+ssl://repository.example:443 ', rootCertificates: '/etc/ca.pem' },
      }),
      {
        endpoints: [
          { name: 'staging', address: 'grpc://repository.staging:50051' },
          { name: 'production', address: 'grpc+ssl://repository.example:443', rootCertificates: '/etc/ca.pem' },
        ],
        problems: [],
      },
    );
  });

  it('are none when nothing is set', () => {
    assert.deepEqual(readEndpointSetting(undefined), { endpoints: [], problems: [] });
  });

  it('leave out what cannot be used, and say why', () => {
    const { endpoints, problems } = readEndpointSetting({
      good: 'grpc://a:1',
      odd: 7,
      plain: 'https://a',
      ' ': 'grpc://a:1',
    });
    assert.deepEqual(
      endpoints.map(({ name }) => name),
      ['good'],
    );
    assert.deepEqual(problems, [
      '"odd": An address is grpc://HOST:PORT, or grpc+ssl://HOST:PORT for TLS.',
      '"plain": An address is grpc://HOST:PORT, or grpc+ssl://HOST:PORT for TLS.',
      'An endpoint needs a name.',
    ]);
    assert.equal(readEndpointSetting(['grpc://a:1']).problems.length, 1);
  });

  it('tell where the certificates lie that cannot be read', async () => {
    const endpoint = settingEndpoint(
      { name: 'staging', address: 'grpc+ssl://a', rootCertificates: '/none.pem' },
      () => Promise.resolve(undefined),
      () => Promise.reject(new Error('ENOENT')),
    );
    await assert.rejects(endpoint.rootCertificates!(), { what: 'The root certificates of staging cannot be read.' });
  });

  it('ask before they are written to, wherever their address leads, and the local Repository does not', () => {
    assert.equal(asksBeforeWriting(endpointAt('grpc://127.0.0.1:50051')), true);
    assert.equal(asksBeforeWriting(localEndpoint('127.0.0.1:50051', () => Promise.resolve('x'))), false);
  });
});

describe('an address', () => {
  for (const address of [
    'grpc://repository:50051',
    'grpc+ssl://repository.example',
    'grpc+ssl://repository.example:8443/v1',
    'grpc://[::1]:50051',
    'repository:50051',
    'http://repository:50051',
    'grpc://repository',
    'grpc://',
    'grpc://user:secret@repository:1',
    'grpc://repository:0',
    '',
    'grpc://repository:99999',
  ]) {
    it(`"${address}" is right for a person who types it when gRPC takes it`, () => {
      let isTaken = true;
      try {
        parseAddress(address);
      } catch {
        isTaken = false;
      }
      assert.equal(addressProblem(address) === undefined, isTaken);
    });
  }

  it('is not repeated where it may hold a password', () => {
    assert.doesNotMatch(addressProblem('grpc://user:secret@repository:1') ?? '', /secret/);
  });
});
