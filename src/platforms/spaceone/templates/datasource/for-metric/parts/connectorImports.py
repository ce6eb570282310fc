from datetime import datetime, timedelta
