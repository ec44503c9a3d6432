using Orleans.Runtime;

namespace Parley.Audit;

/// <summary>Where the request under way comes from. Frontends note it; it travels with grain calls, so that grains can write whole entries.</summary>
public static class AuditOrigin
{
    private const string AddressKey = "parley.address";
    private const string RequestKey = "parley.request";

    /// <summary>Address of the client; null if there is none.</summary>
    public static string? Address => RequestContext.Get(AddressKey) as string;

    /// <summary>Id of the request; null if there is none.</summary>
    public static string? RequestId => RequestContext.Get(RequestKey) as string;

    /// <summary>Notes it for all that this asynchronous flow does from here on.</summary>
    public static void Set(string address, string requestId)
    {
        RequestContext.Set(AddressKey, address);
        RequestContext.Set(RequestKey, requestId);
    }
}
