namespace Parley.WebFrontend.Problems;

/// <summary>The addresses that programs call, as against those of pages and files.</summary>
internal static class ApiPaths
{
    private static readonly PathString[] Roots = ["/api", "/hub", "/ws", "/health", "/metrics", "/dashboard", "/openapi", "/asyncapi", "/hooks"];

    public static bool Contains(PathString path) => Array.Exists(Roots, root => path.StartsWithSegments(root));
}
