using Parley.Faults.Network;

namespace Parley.Faults.Load;

/// <summary>Which way a client talks.</summary>
internal enum Road
{
    Socket,
    Hub,

    /// <summary>No connection: it sends by REST and reads pages now and then.</summary>
    Rest,
}

/// <summary>Who a client is, and what it has in common with the others.</summary>
/// <param name="Reads">False while slow readers do not read.</param>
/// <param name="Ended">Everything is given up.</param>
internal sealed record ClientSetting(
    Person Person, Road Road, bool IsSlow, IReadOnlyList<Door> Doors, RestCalls Rest, LoadOptions Load, Gate<bool> Reads, Heat Heat, CancellationToken Ended);
