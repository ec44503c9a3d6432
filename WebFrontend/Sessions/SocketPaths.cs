namespace Parley.WebFrontend.Sessions;

/// <summary>Where connections are opened that stay: the hub with all its transports, and raw WebSockets.</summary>
internal static class SocketPaths
{
    private static readonly PathString[] All = ["/hub", "/api/v1/ws", "/ws"];

    public static bool Contains(PathString path) => Array.Exists(All, socket => path.StartsWithSegments(socket));
}
