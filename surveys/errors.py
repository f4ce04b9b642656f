"""Everything the program refuses, as codes; each language has the sentence (`locales/`)."""

from enum import StrEnum


class Code(StrEnum):
    """Why something was refused. The value is the key of its sentence in `locales/*.toml`."""

    UNKNOWN_LINK = "unknown_link"
    NO_OPEN_ROUND = "no_open_round"
    ROUND_PAUSED = "round_paused"
    NO_CONSENT = "no_consent"
    NOTICE_CHANGED = "notice_changed"
    NOTHING_ANSWERED = "nothing_answered"
    OTHER_CONTENT = "other_content"
    UNREADABLE = "unreadable"
    WRONG_TYPE = "wrong_type"
    TOO_LARGE = "too_large"
    MISSING_FIELD = "missing_field"
    UNKNOWN_FIELD = "unknown_field"
    INVALID_FIELD = "invalid_field"
    OTHER_QUESTIONNAIRE = "other_questionnaire"
    UNKNOWN_QUESTION = "unknown_question"
    NOT_ASKED = "not_asked"
    ANSWER_MISSING = "answer_missing"
    NOT_AN_OPTION = "not_an_option"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    NOT_TEXT = "not_text"
    TEXT_TOO_LONG = "text_too_long"
    CONTROL_CHARACTERS = "control_characters"
    NOT_APPLICABLE_REFUSED = "not_applicable_refused"
    NOT_KEPT = "not_kept"
    ERASED = "erased"
    UNKNOWN_RECEIPT = "unknown_receipt"
    NOT_ERASED = "not_erased"

    UNKNOWN_NOTICE = "unknown_notice"
    UNKNOWN_QUESTIONNAIRE = "unknown_questionnaire"
    BAD_QUESTIONNAIRE = "bad_questionnaire"
    UNKNOWN_ROUND = "unknown_round"
    BAD_ROUND_ID = "bad_round_id"
    REQUEST_STATE = "request_state"
    REQUEST_EXTENDED = "request_extended"
    REQUEST_MOVED = "request_moved"
    UNKNOWN_REQUEST = "unknown_request"
    UNREADABLE_CONTACT = "unreadable_contact"
    ROUND_EXISTS = "round_exists"
    ROUND_STATE = "round_state"
    ROUND_MOVED = "round_moved"
    ROUND_OVERLAPS = "round_overlaps"
    ROUND_ORIGIN = "round_origin"
    BAD_DATES = "bad_dates"
    BAD_PLAN = "bad_plan"
    TOO_EARLY = "too_early"
    DAYS_OVER = "days_over"
    REASON_NEEDED = "reason_needed"
    UNKNOWN_UNIT = "unknown_unit"
    NO_UNITS = "no_units"
    BAD_FILE = "bad_file"
    BAD_ROW = "bad_row"
    UNKNOWN_FORMAT = "unknown_format"
    UNKNOWN_DIMENSION = "unknown_dimension"
    DATABASE_NOT_EMPTY = "database_not_empty"
    BAD_SETTING = "bad_setting"
    STORAGE = "storage"
    DATABASE_REPLACED = "database_replaced"
    DATABASE_IN_USE = "database_in_use"
    NEWER_DATABASE = "newer_database"
    UNEXPECTED = "unexpected"
    STAFF_ONLY = "staff_only"
    NOT_ALLOWED = "not_allowed"
    OTHER_UNITS = "other_units"
    WRONG_PASSWORD = "wrong_password"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    SIGN_IN_BUSY = "sign_in_busy"
    WRONG_SETUP_CODE = "wrong_setup_code"
    ALREADY_SET_UP = "already_set_up"
    PASSWORD_SHORT = "password_short"
    PASSWORD_LONG = "password_long"
    PASSWORD_NAME = "password_name"
    PASSWORD_PLAIN = "password_plain"
    PASSWORD_COMMON = "password_common"
    PASSWORDS_DIFFER = "passwords_differ"
    PASSWORD_SAME = "password_same"
    WRONG_OLD_PASSWORD = "wrong_old_password"
    BAD_ACCOUNT_NAME = "bad_account_name"
    BAD_EMAIL = "bad_email"
    ACCOUNT_EXISTS = "account_exists"
    EMAIL_TAKEN = "email_taken"
    UNKNOWN_ACCOUNT = "unknown_account"
    ACCOUNT_MOVED = "account_moved"
    LAST_ADMINISTRATOR = "last_administrator"
    NO_ACCOUNT = "no_account"
    PROVIDER_FAILED = "provider_failed"
    FOREIGN_ORIGIN = "foreign_origin"


class SurveyError(Exception):
    """Something a person asked for and cannot have, with the reason as a code.

    `details` fill the sentence: ``SurveyError(Code.UNKNOWN_QUESTION, question="q99")``.
    Whatever else is raised in this program is a bug, not a refusal.
    """

    def __init__(self, code: Code, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.details.items())
        return f"{self.code}({shown})"
