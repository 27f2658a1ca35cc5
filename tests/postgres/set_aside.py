"""The tests that are about SQLite's own file, and say nothing of a ledger on PostgreSQL; each with its reason.

With `--postgres` these are set aside, and counted at the end. What they hold of the file is held of the server's tables
by the tests in this folder, as far as there is anything like it: guards, damage, erasures, readers, processes.
"""

from __future__ import annotations

SET_ASIDE = "SET ASIDE: "

BUNDLE = "tests/exports/test_bundle.py::"
DAMAGE = "tests/ledger/store/test_damage.py::"
FAILING = "tests/ledger/store/test_failing.py::"
WAITING = "tests/ledger/store/test_waiting.py::"
MENDING = "tests/ledger/test_mending.py::"

ABOUT_THE_FILE = {
    "the file of a database: where it lies, who may write it, what is beside it": (
        "tests/cli/test_ledgers.py::test_a_ledger_that_may_only_be_read_is_read_and_refuses_to_record",
        "tests/cli/test_ledgers.py::test_a_locked_ledger",
        "tests/cli/test_copy.py::test_copy_says_when_remnants_of_erased_words_remain",
        "tests/ledger/store/test_places.py",
        "tests/ledger/store/test_read_only.py",
        "tests/ledger/store/test_creating.py",
        "tests/ledger/store/test_full_disk.py",
        WAITING + "test_a_commit_is_on_the_disk",
        WAITING + "test_a_transaction_takes_the_write_lock",
        WAITING + "test_a_locked_ledger",
        WAITING + "test_a_ledger_nobody_else_may_even_read",
        WAITING + "test_a_timeout_",
        WAITING + "test_a_thread_waits_for_another",
        WAITING + "test_write_ahead_mode",
        WAITING + "test_a_fault_of_write_ahead_mode",
        WAITING + "test_nothing_lies_beside_a_closed_ledger",
        "tests/ledger/store/test_descriptors.py",
        "tests/ledger/store/test_unfiled.py",
        "tests/ledger/test_erasure.py::test_an_erased_name_is_nowhere_in_the_files_of_the_database",
        "tests/ledger/test_erasure.py::test_an_erasure_of_some_texts_takes_no_other",
        "tests/ledger/test_erasure.py::test_a_disk_that_fails_while_the_files_are_swept",
        "tests/ledger/test_erasure.py::test_while_somebody_reads_remnants_remain",
        "tests/ledger/test_erasure.py::test_a_writer_in_the_way_leaves_remnants_too",
        "tests/ledger/test_erasure.py::test_who_may_only_read_may_not_erase",
        "tests/ledger/test_mending.py::test_who_may_only_read_may_not_mend",
        "tests/ledger/test_sightings.py::test_a_ledger_without_timestamps_stays_as_it_is_until_one_is_kept",
        "tests/cli/test_ledgers.py::test_a_file_that_is_no_ledger_is_told_and_left_as_it_is",
        "tests/cli/test_safekeeping.py::test_erase_says_when_remnants_remain",
        "tests/cli/test_safekeeping.py::test_erase_records_who_and_why_and_says_what_is_gone",
    ),
    "guards and damage in words that only SQLite has, or values that no column of PostgreSQL takes": (
        "tests/ledger/store/test_append_only.py::test_an_entry_once_recorded_stays",
        "tests/ledger/store/test_append_only.py::test_the_next_entry_may_be_added",
        "tests/ledger/store/test_append_only.py::test_an_altered_disclosure_does_not_show",
        DAMAGE + "test_a_truncated_database",
        DAMAGE + "test_a_ledger_whose_own_row_is_damaged_is_not_opened[CAST('main' AS BLOB)",
        DAMAGE + "test_a_page_of_nought",
        DAMAGE + "test_pages_that_were_changed_about",
        DAMAGE + "test_noise_anywhere",
        DAMAGE + "test_an_index_of_the_wrong_kind",
        DAMAGE + "test_a_row_of_the_wrong_kind_is_damage[state = 17]",
        DAMAGE + "test_a_row_of_the_wrong_kind_is_damage[originator_version = 2.5]",
        DAMAGE + "test_a_last_number_that_is_no_number",
        DAMAGE + "test_tables_of_another_shape",
        "tests/ledger/store/test_strangers.py::test_reading_a_strangers_ledger",
        "tests/ledger/store/test_strangers.py::test_a_strangers_schema",
        "tests/exports/test_timestamped.py::test_a_row_that_is_none_is_told_of[answer = 'no bytes']",
        "tests/exports/test_timestamped.py::test_a_row_that_is_none_is_told_of[size = 'three']",
        BUNDLE + "test_whatever_is_done_to_the_database_is_told_by_name[UPDATE checkpoint SET note = 'text'",
        "tests/ledger/test_calendar.py::test_a_row_that_is_no_bytes_of_an_entry_is_called_damaged[3.5]",
        "tests/ledger/test_calendar.py::test_a_row_that_is_no_bytes_of_an_entry_is_called_damaged[CAST(state AS TEXT)]",
        "tests/ledger/test_copying.py::test_a_damaged_ledger_is_not_copied_as_if_it_were_whole[words that are none]",
        "tests/ledger/test_copying.py::test_a_damaged_ledger_is_not_copied_as_if_it_were_whole[a tile that is none]",
        "tests/ledger/test_mending.py::test_triggers_are_put_back_and_strange_ones_taken_away",
        MENDING + "test_the_index_is_made_anew_as_it_was_and_is_gone_on_from[INSERT INTO mention SELECT name.id, 'x'",
        "tests/ledger/test_reconciling.py::test_a_checkpoint_that_cannot_be_read_or_is_of_another_log_is_named",
        "tests/ledger/test_reconciling.py::test_a_timestamp_is_of_a_checkpoint_that_is_kept_and_is_an_answer_of_it",
        "tests/ledger/test_reconciling.py::test_an_entry_numbered_by_a_word_is_damaged",
        "tests/ledger/test_reconciling.py::test_guards_that_are_not_those_laid_out_are_named[CREATE TRIGGER",
        "tests/ledger/test_reconciling.py::test_guards_that_are_not_those_laid_out_are_named[change2",
        "tests/ledger/test_reconciling.py::test_words_of_an_entry_that_is_not_there_are_forged",
        "tests/ledger/test_sealing.py::test_a_checkpoint_that_was_signed_is_neither_removed_nor_replaced_nor_moved",
        "tests/ledger/test_sealing.py::test_a_damaged_checkpoint_says_so[note = 'no bytes']",
        "tests/ledger/test_sightings.py::test_a_damaged_timestamp_says_so",
    ),
    "SQLite's own connections": (
        "tests/ledger/store/test_known_names.py::test_a_name_is_looked_up_once_as_long_as_nobody_else_writes",
        FAILING + "test_an_exception_in_the_recorders_hook",
        FAILING + "test_two_hundred_refused_batches",
        FAILING + "test_a_connection_that_cannot_be_made",
        FAILING + "test_a_connection_that_cannot_roll_back",
        FAILING + "test_a_connection_that_cannot_be_set_up",
        FAILING + "test_closing_lets_a_call_in_another_thread_end",
        FAILING + "test_who_waits_for_a_connection",
        FAILING + "test_what_a_process_was_born_with",
        FAILING + "test_a_forked_process",
        "tests/simulation/",
        "tests/ledger/store/test_processes.py::test_a_thread_that_reads_does_not_wait_behind_two_that_write",
    ),
    "a backup of the file": (
        "tests/ledger/test_erasure.py::test_a_backup",
        "tests/ledger/test_aside.py::test_a_backup",
    ),
    "another process, which opens the file by itself": (
        "tests/cli/test_record.py::test_log_of_one_ledger_records_into_another",
        "tests/cli/test_browsing.py::test_tables_are_served_on_loopback_until_an_interrupt",
        "tests/cli/test_completion.py::test_bash_completes_a_line_on_a_tab[govledger log plan.db",
        "tests/cli/test_app.py::test_a_reader_that_has_had_enough_is_no_error",
        "tests/cli/test_app.py::test_a_small_alphabet_shows_the_rest_by_number",
        "tests/cli/test_completion.py::test_an_id_that_holds_a_command",
        "tests/cli/test_faults.py::test_an_interrupted_recording_leaves_nothing_half_done_and_one_sentence",
        "tests/cli/test_verdicts.py::test_every_verb_that_judges_keeps_its_verdict_when_its_reader_has_had_enough",
        "tests/projections/test_following.py::test_it_sees_what_another_process_commits",
        "tests/projections/test_following.py::test_nothing_is_missed_and_nothing_comes_twice",
        "tests/projections/test_following.py::test_who_may_only_read_follows_too",
        "tests/faults/",
        "tests/ledger/store/test_changes.py::test_what_another_process_commits_is_a_change",
        "tests/ledger/store/test_processes.py::test_eight_processes_end_with_4001_entries",
        "tests/ledger/store/test_processes.py::test_one_of_eight_killed_at_random",
        "tests/ledger/test_clock.py::test_stamps_rise_through_processes_whose_clocks_differ",
        "tests/ledger/test_erasure.py::test_an_erasure_in_another_process_shows_at_once",
        "tests/ledger/test_erasure.py::test_an_erasure_that_was_cut_off_before_the_files_were_swept",
    ),
    "tables of projections in the ledger's own file": (
        "tests/projections/test_tables.py",
        "tests/projections/test_table_words.py",
        "tests/projections/test_tabling.py",
        "tests/cli/test_tables.py",
        "tests/cli/test_examples.py::test_the_examples_of_a_verb_work_as_they_are_typed[tables]",
        "tests/cli/test_examples.py::test_the_examples_of_a_verb_work_as_they_are_typed[tables build]",
        "tests/test_docs.py::test_the_python_on_a_page_runs[docs/how-to/keep-tables.md]",
        "tests/test_docs.py::test_the_python_on_a_page_runs[docs/how-to/rebuild-tables.md]",
    ),
}
"""Beginnings of the names of tests, by the reason for which they are set aside."""


REFUSALS = {
    "is no file of SQLite's to keep tables in": "tables of projections in the ledger's own file",
    "is backed up by the server's own means": "a backup of the file",
}
"""What the store on PostgreSQL refuses in these words, and says what to do instead: a test that comes to it asked for
what there is none of. `tests/postgres/test_store.py` holds the refusals themselves."""


def refusal_in(says: str) -> str | None:
    """Why a test is set aside that ended with these words; ``None`` where they are no refusal of that kind."""
    return next((why for words, why in REFUSALS.items() if words in says), None)


def reason_of(name: str) -> str | None:
    """Why a test is set aside; ``None`` where it is not."""
    return next((why for why, begins in ABOUT_THE_FILE.items() if name.startswith(begins)), None)
