using Orleans;
using Parley.Audit;
using Parley.Dashboard;
using Parley.Delivery;
using Parley.Errors;
using Parley.Realtime;

namespace Parley.Silo.Admin;

internal sealed partial class AdminCommands
{
    /// <summary>For a silo to answer.</summary>
    private static readonly TimeSpan NodePatience = TimeSpan.FromSeconds(2);

    public async Task<Outcome<AdminLimits>> Limits(LimitsRequest request, CancellationToken cancellation)
    {
        if (request is { Scope: { } scope, Key: { } key })
        {
            var refusal = await grains.Limits().Lift(scope, key);
            await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Target = key, Refusal = refusal?.Code, Detail = $"{ByCommand}: limits lift {scope}" });
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return new AdminLimits([.. await grains.Limits().Blocked()]);
    }

    public async Task<Outcome<OutboxStatus>> Outbox(CancellationToken cancellation) => await grains.Outbox().Status();

    public async Task<Outcome<AdminNodes>> Nodes(NodesRequest request, CancellationToken cancellation)
    {
        var (nodes, knownBy) = await FindNodes();
        if (request.Drain is not { } wanted)
        {
            return new AdminNodes(nodes);
        }

        var named = nodes.Where(node => node.Id == wanted || node.Name == wanted || node.Address == wanted || (node.Kind == "frontend" && node.Id.StartsWith(wanted, StringComparison.Ordinal))).ToArray();
        if (named is not [var node])
        {
            return ErrorCatalog.Error(ErrorCatalog.SiloNotFound, named.Length == 0
                ? $"There is no node {wanted}. See: {AdminCommandLine.Call} nodes list"
                : $"{wanted} may be any of {named.Length} nodes. Give the whole id: {string.Join(", ", named.Select(one => one.Id))}");
        }

        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Target = node.Id, Detail = $"{ByCommand}: drain-node" }); // before: the silo may be the one that writes
        var refusal = node.Kind == "silo"
            ? await grains.GetGrain<ISiloGrain>(node.Id).Drain(request.Force)
            : await grains.GetGrain<ISiloGrain>(knownBy[node.Id]).DrainFrontend(node.Id, request.Force);
        return refusal is null ? new AdminNodes([node]) : refusal;
    }

    /// <returns>All nodes, and frontend → silo that knows it.</returns>
    private async Task<(IReadOnlyList<AdminNode> Nodes, IReadOnlyDictionary<string, string> KnownBy)> FindNodes()
    {
        var members = (await grains.GetGrain<ISiloDirectoryGrain>(0).Members()).Where(member => member.Status is not ("Dead" or "None" or "Created")).ToArray();
        var reports = await Task.WhenAll(members.Select(async member => await Ask(member.Silo, silo => silo.Report())));
        var knownBy = reports.OfType<SiloReport>().SelectMany(silo => silo.Frontends.Select(frontend => (frontend, silo.Silo)))
            .DistinctBy(known => known.frontend).ToDictionary(known => known.frontend, known => known.Silo);
        var frontends = await Task.WhenAll(knownBy.Select(async known => (known.Key, Report: await Ask(known.Value, async silo => (await silo.ReportFrontends([known.Key])).FirstOrDefault()))));
        return (
        [
            .. members.Zip(reports).Select(one => Silo(one.First, one.Second)).OrderBy(node => node.Name, StringComparer.Ordinal),
            .. frontends.Select(one => Frontend(one.Key, one.Report)).OrderBy(node => node.Address, StringComparer.Ordinal).ThenBy(node => node.Id, StringComparer.Ordinal),
        ], knownBy);
    }

    private async Task<T?> Ask<T>(string silo, Func<ISiloGrain, Task<T>> ask)
        where T : class?
    {
        try
        {
            return await ask(grains.GetGrain<ISiloGrain>(silo)).WaitAsync(NodePatience);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            return null;
        }
    }

    private static AdminNode Silo(SiloMember member, SiloReport? report) => new(
        member.Silo, "silo", member.Name, member.Address, report is null && member.Status == "Active" ? "Silent" : member.Status, report?.Process.Version, report?.Process.StartedAt, report?.Rooms);

    private static AdminNode Frontend(string id, FrontendReport? report) => new(
        id, "frontend", id, report is null ? "" : string.Join(' ', report.Addresses), report is null ? "Silent" : "Active", report?.Process.Version, report?.Process.StartedAt,
        report is null ? null : report.HubSockets + report.RawSockets);
}
