/**
 * The resources that plugins serve, each a set of services in the plugin API (spaceone-api 2.0.435 and 1.12.54).
 * The Repository takes any other text as well, so an unknown one is doubtful and not wrong.
 */
export const pluginTypes: readonly string[] = [
  'inventory.Collector',
  'monitoring.DataSource',
  'monitoring.Webhook',
  'notification.Protocol',
  'cost_analysis.DataSource',
  'identity.Domain',
  'identity.Provider',
  'identity.ExternalAuth',
  'alert_manager.Webhook',
  'alert_manager.NotificationProtocol',
];
