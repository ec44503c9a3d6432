using Parley.Throttling;

namespace Parley.Silo.Admin;

/// <param name="Drain">Name, address or id of the one that is to stop; null: only list them.</param>
/// <param name="Force">Also if it is the only one of its kind.</param>
public sealed record NodesRequest(string? Drain, bool Force);

/// <summary>The processes of a cluster; of an embedded server it is one, as both.</summary>
public sealed record AdminNodes(IReadOnlyList<AdminNode> Nodes);

/// <param name="Kind"><c>silo</c> or <c>frontend</c>.</param>
/// <param name="Name">Name of a silo, id of a frontend.</param>
/// <param name="Status">As the cluster has it; <c>Silent</c>: it does not answer.</param>
/// <param name="Version">Null: it does not answer.</param>
/// <param name="Load">Rooms of a silo, connections of a frontend; null: it does not answer.</param>
public sealed record AdminNode(string Id, string Kind, string Name, string Address, string Status, string? Version, DateTimeOffset? StartedAt, int? Load);

/// <param name="Key">Null: list them.</param>
public sealed record LimitsRequest(string? Scope, string? Key);

/// <summary>Who is refused now.</summary>
public sealed record AdminLimits(IReadOnlyList<BlockedKey> Blocked);
