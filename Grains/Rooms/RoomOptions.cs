using Microsoft.Extensions.Options;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Limits of rooms. Section <c>Parley:Rooms</c>.</summary>
public sealed class RoomOptions
{
    public const string Section = "Parley:Rooms";

    /// <summary>Commands that may wait in one room for their append; beyond it a send is refused as <c>busy</c>.</summary>
    public int MaxPendingCommands { get; set; } = 4096;

    /// <summary>Characters of message text that may wait in one room; beyond it a send is refused as <c>busy</c>.</summary>
    public int MaxPendingCharacters { get; set; } = 4 * 1024 * 1024;

    /// <summary>Commands that may wait in all rooms of a silo together; beyond it a send is refused as <c>busy</c>.</summary>
    public int MaxPendingCommandsOfSilo { get; set; } = 100_000;

    /// <summary>Characters of message text that may wait in all rooms of a silo together; beyond it a send is refused as <c>busy</c>.</summary>
    public int MaxPendingCharactersOfSilo { get; set; } = 64 * 1024 * 1024;

    /// <summary>Commands decided and appended together, at most.</summary>
    public int MaxBatchCommands { get; set; } = 256;

    /// <summary>Characters of message text appended together, at most; one longer command still goes alone.</summary>
    public int MaxBatchCharacters { get; set; } = 256 * 1024;

    /// <summary>How long a command may wait before it is refused as <c>busy</c>, unsent.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What a client refused as <c>busy</c> is told to wait.</summary>
    public TimeSpan BusyRetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Recent events that a room keeps in memory for frontends and subscribers.</summary>
    public int TailEvents { get; set; } = 1024;

    /// <summary>Characters of message text in those events.</summary>
    public int TailCharacters { get; set; } = 512 * 1024;

    /// <summary>Events of one answer, at most.</summary>
    public int MaxPageEvents { get; set; } = 1000;

    /// <summary>Characters of message text of one answer; the first event is always served.</summary>
    public int MaxPageCharacters { get; set; } = 1024 * 1024;

    /// <summary>Rooms of one list, at most.</summary>
    public int MaxListedRooms { get; set; } = 1000;

    /// <summary>Events of one call to a frontend, at most.</summary>
    public int MaxDeliverEvents { get; set; } = 256;

    /// <summary>A snapshot is stored after this many events, so that an activation reads a short tail.</summary>
    public int SnapshotEvery { get; set; } = 500;

    /// <summary>
    /// Commits of a silo to the log follow each other no faster than this, so that one serves what came meanwhile; the first after a rest is made at once. Not set: 2 ms on SQLite, 5 ms on MariaDB
    /// and MySQL, where a transaction costs more. 0: as fast as they can.
    /// </summary>
    public TimeSpan? CommitPace { get; set; }

    /// <summary>Connections that append to the log, on MySQL and MariaDB: whichever is free commits what waits.</summary>
    public int LogWriters { get; set; } = 3;

    /// <summary>About how often a silo compares how many rooms it has with the others, in cluster mode. 00:00:00: never; then a silo that is added gets only
    /// rooms that wake up later.</summary>
    public TimeSpan BalanceEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A silo moves rooms away when it has more than its share by this part of it.</summary>
    public double BalanceTolerance { get; set; } = 0.1;

    /// <summary>Rooms that a silo moves at a time, at most; also never more than a fifth of what it has.</summary>
    public int MaxMovesPerBalance { get; set; } = 200;

    /// <summary>Different emoji under one message, at most.</summary>
    public int MaxReactions { get; set; } = 20;

    /// <summary>Users that are named under a message for each emoji, at most; those behind them are counted.</summary>
    public int MaxReactionUsers { get; set; } = 50;

    /// <summary>Messages that may be pinned in one room at a time.</summary>
    public int MaxPins { get; set; } = 50;

    /// <summary>Members of a room up to which those who look are told at once how far the others have read. 0: nowhere. See also <c>Parley:Presence:MaxReceiptMembers</c>.</summary>
    public int MaxSeenMembers { get; set; } = 50;

    /// <summary>Messages that moderators may delete at once.</summary>
    public int MaxDeleteMany { get; set; } = 500;

    /// <summary>How long a deletion of many can be undone; until then what the messages said is kept aside, where nobody reads it. 00:00:00: not at all.</summary>
    public TimeSpan UndoDelete { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>People of one conversation without a name, at most; for more there are rooms.</summary>
    public int MaxGroupPeople { get; set; } = 10;

    /// <summary>Whether who can read a message can ask what it said before it was edited. If not, the answer is <c>forbidden</c>; events in the log keep former
    /// texts until the message is deleted, either way.</summary>
    public bool EditHistory { get; set; } = true;

    /// <summary>Whether owners of a room may delete it for good. Administrators of the server may in any case.</summary>
    public bool OwnersMayDelete { get; set; }

    /// <summary>Users whose membership a room remembers before it forgets and asks the database again.</summary>
    public int MaxKnownMembers { get; set; } = 10_000;

    /// <summary>Those of the limits that decisions in a room know.</summary>
    internal RoomLimits Limits => new(MaxReactions, MaxPins) { DeleteMany = MaxDeleteMany, UndoDelete = UndoDelete, OwnersMayDelete = OwnersMayDelete };
}

internal sealed class RoomOptionsValidator : IValidateOptions<RoomOptions>
{
    public ValidateOptionsResult Validate(string? name, RoomOptions options)
    {
        var faults = new List<string>();
        AtLeast(1, nameof(options.MaxPendingCommands), options.MaxPendingCommands);
        AtLeast(1, nameof(options.MaxPendingCharacters), options.MaxPendingCharacters);
        AtLeast(1, nameof(options.MaxPendingCommandsOfSilo), options.MaxPendingCommandsOfSilo);
        AtLeast(1, nameof(options.MaxPendingCharactersOfSilo), options.MaxPendingCharactersOfSilo);
        AtLeast(1, nameof(options.MaxBatchCommands), options.MaxBatchCommands);
        AtLeast(1, nameof(options.MaxBatchCharacters), options.MaxBatchCharacters);
        AtLeast(16, nameof(options.TailEvents), options.TailEvents);
        AtLeast(1, nameof(options.TailCharacters), options.TailCharacters);
        AtLeast(1, nameof(options.MaxPageEvents), options.MaxPageEvents);
        AtLeast(1, nameof(options.MaxPageCharacters), options.MaxPageCharacters);
        AtLeast(1, nameof(options.LogWriters), options.LogWriters);
        AtLeast(1, nameof(options.MaxListedRooms), options.MaxListedRooms);
        AtLeast(1, nameof(options.MaxDeliverEvents), options.MaxDeliverEvents);
        AtLeast(1, nameof(options.SnapshotEvery), options.SnapshotEvery);
        AtLeast(1, nameof(options.MaxKnownMembers), options.MaxKnownMembers);
        AtLeast(1, nameof(options.MaxReactions), options.MaxReactions);
        AtLeast(1, nameof(options.MaxPins), options.MaxPins);
        AtLeast(3, nameof(options.MaxGroupPeople), options.MaxGroupPeople);
        AtLeast(1, nameof(options.MaxReactionUsers), options.MaxReactionUsers);
        AtLeast(1, nameof(options.MaxMovesPerBalance), options.MaxMovesPerBalance);
        AtLeast(0, nameof(options.MaxSeenMembers), options.MaxSeenMembers);
        if (options.MaxDeleteMany is < 1 or > DeleteMessages.MaxTargets)
        {
            faults.Add($"{RoomOptions.Section}:{nameof(options.MaxDeleteMany)} is {options.MaxDeleteMany}; it must be from 1 to {DeleteMessages.MaxTargets}.");
        }

        if (options.CommitPace < TimeSpan.Zero || options.CommitPace > TimeSpan.FromSeconds(1))
        {
            faults.Add($"{RoomOptions.Section}:{nameof(options.CommitPace)} is {options.CommitPace}; it must be from 00:00:00 (as fast as they can) to 00:00:01.");
        }

        if (options.UndoDelete < TimeSpan.Zero || options.UndoDelete > TimeSpan.FromDays(1))
        {
            faults.Add($"{RoomOptions.Section}:{nameof(options.UndoDelete)} is {options.UndoDelete}; it must be from 00:00:00 (not at all) to 1.00:00:00.");
        }

        if (options.BalanceEvery < TimeSpan.Zero)
        {
            faults.Add($"{RoomOptions.Section}:{nameof(options.BalanceEvery)} is {options.BalanceEvery}; it must be 00:00:00 (never) or more.");
        }

        if (options.BalanceTolerance is not (>= 0 and <= 10))
        {
            faults.Add($"{RoomOptions.Section}:{nameof(options.BalanceTolerance)} is {options.BalanceTolerance}; it must be from 0 to 10.");
        }

        if (options.CommandTimeout <= TimeSpan.Zero)
        {
            faults.Add($"{RoomOptions.Section}:{nameof(options.CommandTimeout)} is {options.CommandTimeout}; it must be positive, e.g. 00:00:10.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void AtLeast(int least, string key, int value)
        {
            if (value < least)
            {
                faults.Add($"{RoomOptions.Section}:{key} is {value}; it must be at least {least}.");
            }
        }
    }
}
