/** A method of a plugin's API, as a plugin without a class of the framework answers it. */
export interface ApiMethod {
  /** Keys of a request that the core fills always; a request without them is refused. */
  readonly required: readonly string[];
  /** The message of its answer; undefined where it is empty. */
  readonly answers?: string;
  /** True for an answer of many messages. */
  readonly streams?: true;
  /** True for one that the API of 1.x does not have. */
  readonly isNew?: true;
}

const withSecret = ['options', 'secret_data'];
const init = (answers = 'PluginInfo'): ApiMethod => ({ required: ['options'], answers });
const verify: ApiMethod = { required: withSecret };

/** Methods by service, by the platform service whose API it is (spaceone-api 1.12.54 and 2.0.435). */
export const apiMethods: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, ApiMethod>>>>>> = {
  monitoring: {
    DataSource: { init: init(), verify },
    Metric: {
      list: { required: [...withSecret, 'query'], answers: 'MetricsInfo' },
      get_data: {
        required: ['secret_data', 'metric_query', 'metric', 'start', 'end'],
        answers: 'MetricDataInfo',
      },
    },
    Log: { list: { required: [...withSecret, 'query', 'start', 'end'], answers: 'LogsDataInfo', streams: true } },
    Webhook: { init: init('WebhookPluginInfo'), verify: { required: ['options'] } },
    Event: { parse: { required: ['options', 'data'], answers: 'EventsInfo' } },
  },
  notification: {
    Protocol: { init: init(), verify },
    Notification: {
      dispatch: { required: [...withSecret, 'channel_data', 'message', 'notification_type'] },
    },
  },
  cost_analysis: {
    DataSource: { init: init(), verify },
    Job: { get_tasks: { required: withSecret, answers: 'TasksInfo' } },
    Cost: {
      get_data: { required: [...withSecret, 'task_options'], answers: 'CostsInfo', streams: true },
      get_linked_accounts: { required: withSecret, answers: 'AccountsInfo', isNew: true },
    },
  },
  identity: {
    Auth: {
      init: init(),
      verify,
      find: { required: withSecret, answers: 'UsersInfo' },
      login: { required: ['options', 'user_credentials'], answers: 'UserInfo' },
    },
  },
};

/** Keys of requests that no log may show. */
export const secretKeys: readonly string[] = ['secret_data', 'channel_data', 'user_credentials'];
