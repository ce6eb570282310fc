/** The setting from which the loader takes its sources (bamboo-pipeline 4.0.4, `external_plugins/models/base.py`). */
export const SETTING = 'COMPONENTS_PACKAGE_SOURCES';
