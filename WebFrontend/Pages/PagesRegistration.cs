using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;

namespace Parley.WebFrontend.Pages;

/// <summary>The web client: its files, and its one page at every address that is neither a file nor an API.</summary>
internal static class PagesRegistration
{
    private const string Manifest = "Parley.WebFrontend.staticwebassets.endpoints.json";
    private static readonly PathString Index = "/index.html";

    /// <summary>Where pages are answered; no address of a file.</summary>
    private static readonly PathString Page = "/.page";

    public static WebApplicationBuilder AddPages(this WebApplicationBuilder builder)
    {
        // From the build output files are served by the build's own list, in every environment; a published folder has none and needs none.
        builder.WebHost.UseStaticWebAssets();

        // It would map a route for any path, and unknown addresses of the API would be refused as 405.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        builder.Services.AddSingleton<ClientPage>();
        return builder;
    }

    /// <summary>Comes before routing, which then finds the page.</summary>
    public static WebApplication UsePages(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            PageHeaders.AddTo(context);
            if (IsPage(context.Request))
            {
                context.Request.Path = Page;
            }

            return next(context);
        });
        return app;
    }

    /// <summary>Comes after routing and before authorization, which would ask strangers for a missing file to sign in.</summary>
    public static WebApplication UseMissingFiles(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (context.GetEndpoint() is not null || ApiPaths.Contains(context.Request.Path))
            {
                return next(context);
            }

            return Results.Text("There is nothing here.\n", statusCode: StatusCodes.Status404NotFound).ExecuteAsync(context);
        });
        return app;
    }

    public static WebApplication MapPages(this WebApplication app)
    {
        app.MapMethods(Page, [HttpMethods.Get, HttpMethods.Head], (HttpContext context, ClientPage page) => page.Exists ? page.WriteAsync(context) : Results.Text(
            "This build of Parley has no web client (it was made with SkipWeb). The API is under /api/v1, the health under /health/ready.\n",
            statusCode: StatusCodes.Status404NotFound).ExecuteAsync(context)).AllowAnonymous().ExcludeFromDescription();
        var manifest = Path.Combine(AppContext.BaseDirectory, Manifest);
        if (File.Exists(manifest) && app.Environment.WebRootFileProvider.GetFileInfo(Index).Exists)
        {
            app.MapStaticAssets(manifest).AllowAnonymous();
        }

        return app;
    }

    /// <summary>An address of the client's router, e.g. <c>/rooms/v1.0</c>. Files lie under /assets, or have a dot in their first name.</summary>
    private static bool IsPage(HttpRequest request)
    {
        var first = (request.Path.Value ?? "").Split('/', 3).ElementAtOrDefault(1) ?? "";
        return (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            && !ApiPaths.Contains(request.Path)
            && !request.Path.StartsWithSegments(PageHeaders.Hashed)
            && !request.Path.StartsWithSegments(ReferencePage.Path)
            && (!first.Contains('.', StringComparison.Ordinal) || request.Path == Index);
    }
}
