using Scalar.AspNetCore;

namespace Parley.WebFrontend.Rest;

/// <summary>The API to read and to try out, at <c>/docs</c>: Scalar, which shows the served document. All of it comes from this server; nothing is asked for elsewhere, and nothing is told elsewhere.</summary>
internal static class ReferencePage
{
    public static readonly PathString Path = "/docs";

    /// <summary>The nonce of the page that this answer is; null: it is none.</summary>
    public static string? NonceOf(HttpContext context) => context.Items[ScalarOptions.NonceHttpContextItemKey] as string;

    public static void MapReferencePage(this IEndpointRouteBuilder app) => app.MapScalarApiReference(Path.Value!, options =>
    {
        options.Title = "Parley API";
        options.OpenApiRoutePattern = "/openapi/{documentName}.json";
        options.AddDocument(ApiVersions.Current);
        options.DynamicNonce = true;
        options.DefaultFonts = false;
        options.Telemetry = false;
        options.HideClientButton = true;
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        options.Agent = new ScalarAgentOptions { Disabled = true };
        options.Mcp = new ScalarMcpOptions { Disabled = true };
    }).AllowAnonymous();
}
