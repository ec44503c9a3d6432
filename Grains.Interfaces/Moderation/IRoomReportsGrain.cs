using System.Collections.Immutable;
using Parley.Errors;
using Parley.Users;

namespace Parley.Moderation;

/// <summary>
/// Messages of a room that members have reported to its moderators. Key: room id. What was answered is on disk. Who may ask is for the caller to
/// decide. No text of messages is kept: what is deleted or erased is gone here as well.
/// </summary>
[Alias("parley.room-reports"), GrainInterfaceType("room-reports")]
public interface IRoomReportsGrain : IGrainWithStringKey
{
    /// <summary>Open ones and those settled of late, the newest first.</summary>
    [Alias("list"), Repeatable] Task<ImmutableArray<RoomReport>> List();

    /// <summary>Keeps a report. A second one of the same message by the same user is the first again. Refused as <c>too-many-reports</c>.</summary>
    [Alias("add"), Repeatable] Task<Outcome<ReportAdded>> Add(NewReport report);

    /// <summary>Says what has come of a report. Repeating is harmless; another verdict takes the place of the first. Refused as <c>report-not-found</c>.</summary>
    [Alias("settle"), Repeatable] Task<Outcome<RoomReport>> Settle(SettleReport command);

    /// <summary>Forgets what a user has reported, and what was reported of the user's messages: the user is erased.</summary>
    [Alias("erase-user"), Repeatable] Task EraseUser(string user);
}

/// <summary>What has come of a report.</summary>
public enum ReportState
{
    Open,

    /// <summary>Something was done about it.</summary>
    Handled,

    /// <summary>There was nothing to be done.</summary>
    Dismissed,
}

/// <summary>A message that was reported.</summary>
/// <param name="Seq">Number of the message.</param>
/// <param name="Author">User id of who wrote it.</param>
/// <param name="Reporter">User id of who reported it.</param>
[GenerateSerializer, Immutable, Alias("parley.report")]
public sealed record RoomReport(
    [Id(0)] string Id, [Id(1)] long Seq, [Id(2)] string Author, [Id(3)] string Reporter, [Id(4)] string Reason, [Id(5)] DateTimeOffset At, [Id(6)] ReportState State)
{
    /// <summary>User id of who settled it.</summary>
    [Id(0)] public string? SettledBy { get; init; }

    [Id(1)] public DateTimeOffset? SettledAt { get; init; }

    /// <summary>Without the reason.</summary>
    public override string ToString() => $"RoomReport({Id}, {Seq}, {State})";
}

/// <summary>A report was kept.</summary>
/// <param name="IsNew">False: it was there already.</param>
/// <param name="Open">Open reports of the room.</param>
[GenerateSerializer, Immutable, Alias("parley.report.added")]
public sealed record ReportAdded([Id(0)] RoomReport Report, [Id(1)] bool IsNew, [Id(2)] int Open);

/// <summary>Asks for a report to be kept.</summary>
[GenerateSerializer, Immutable, Alias("parley.report.new")]
public sealed record NewReport([Id(0)] long Seq, [Id(1)] string Author, [Id(2)] string Reporter, [Id(3)] string Reason)
{
    /// <summary>Without the reason.</summary>
    public override string ToString() => $"NewReport({Seq})";
}

/// <summary>Says what has come of a report.</summary>
/// <param name="By">User id.</param>
/// <param name="State"><see cref="ReportState.Open"/>: it is to be looked at again.</param>
[GenerateSerializer, Immutable, Alias("parley.report.settle")]
public sealed record SettleReport([Id(0)] string Id, [Id(1)] string By, [Id(2)] ReportState State);

/// <summary>There is a new report in a room that the user moderates.</summary>
/// <param name="Open">Open reports of the room.</param>
[GenerateSerializer, Immutable, Alias("parley.own.reports")]
public sealed record ReportsMoved([Id(0)] string Room, [Id(1)] int Open) : OwnChange;
