using System.Net;

namespace Parley.Grains.Outbound;

/// <summary>Asks for the addresses of a name.</summary>
public interface IResolver
{
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation);
}

/// <summary>As the system does.</summary>
internal sealed class SystemResolver : IResolver
{
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation) => Dns.GetHostAddressesAsync(host, cancellation);
}
