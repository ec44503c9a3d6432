using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Grains.Storage;
using Parley.Moderation;

namespace Parley.Grains.Moderation;

[GrainType("room-reports")]
internal sealed class RoomReportsGrain(
    [PersistentState("room-reports", GrainsRegistration.StateStore)] IPersistentState<RoomReportsState> state, IOptions<ReportOptions> options, TimeProvider clock) : Grain, IRoomReportsGrain
{
    private ImmutableArray<StoredReport> Reports => state.State.Reports;

    private int Open => Reports.Count(report => report.State == ReportState.Open);

    public Task<ImmutableArray<RoomReport>> List() => Task.FromResult<ImmutableArray<RoomReport>>([.. Reports.Reverse().Select(report => report.View)]);

    public async Task<Outcome<ReportAdded>> Add(NewReport report)
    {
        if (Reports.FirstOrDefault(one => one.Seq == report.Seq && one.Reporter == report.Reporter) is { } earlier)
        {
            return new ReportAdded(earlier.View, IsNew: false, Open);
        }

        if (Open >= options.Value.MaxOpen)
        {
            return ErrorCatalog.Error(ErrorCatalog.TooManyReports);
        }

        var added = new StoredReport(state.State.LastId + 1, report.Seq, report.Author, report.Reporter, report.Reason, clock.GetUtcNow(), ReportState.Open, SettledBy: null, SettledAt: null);
        await Write(new RoomReportsState { LastId = added.Number, Reports = Reports.Add(added) });
        return new ReportAdded(added.View, IsNew: true, Open);
    }

    public async Task<Outcome<RoomReport>> Settle(SettleReport command)
    {
        if (Reports.FirstOrDefault(one => one.View.Id == command.Id) is not { } report)
        {
            return ErrorCatalog.Error(ErrorCatalog.ReportNotFound);
        }

        if (report.State == command.State)
        {
            return report.View;
        }

        var isOpen = command.State == ReportState.Open;
        var settled = report with { State = command.State, SettledBy = isOpen ? null : command.By, SettledAt = isOpen ? null : clock.GetUtcNow() };
        await Write(state.State with { Reports = Forget(Reports.Replace(report, settled)) });
        return settled.View;
    }

    public Task EraseUser(string user)
    {
        var left = Reports.RemoveAll(report => report.Reporter == user || report.Author == user);
        return left.Length == Reports.Length ? Task.CompletedTask : Write(state.State with { Reports = left });
    }

    /// <summary>Of those that are settled, only the latest stay.</summary>
    private ImmutableArray<StoredReport> Forget(ImmutableArray<StoredReport> reports)
    {
        var old = reports.Where(report => report.State != ReportState.Open).OrderByDescending(report => report.SettledAt).Skip(options.Value.MaxSettled).ToHashSet();
        return reports.RemoveAll(old.Contains);
    }

    private Task Write(RoomReportsState next) => state.Replace(next, this);
}

/// <summary>What is kept of the reports of a room. Never changed, only replaced.</summary>
public sealed record RoomReportsState
{
    public long LastId { get; init; }

    /// <summary>The oldest first.</summary>
    public ImmutableArray<StoredReport> Reports { get; init; } = [];
}

/// <summary>A report, as it is kept.</summary>
public sealed record StoredReport(
    long Number, long Seq, string Author, string Reporter, string Reason, DateTimeOffset At, ReportState State, string? SettledBy, DateTimeOffset? SettledAt)
{
    internal RoomReport View => new(Number.ToString(CultureInfo.InvariantCulture), Seq, Author, Reporter, Reason, At, State) { SettledBy = SettledBy, SettledAt = SettledAt };

    /// <summary>Without the reason.</summary>
    public override string ToString() => $"StoredReport({Number}, {Seq}, {State})";
}
