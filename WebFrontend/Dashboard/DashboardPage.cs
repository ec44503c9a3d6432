using Parley.Access;
using Parley.Errors;
using Parley.WebFrontend.Pages;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Dashboard;

/// <summary>
/// The page at <c>/dashboard</c>: the web client, which shows the dashboard to administrators, the way in to strangers and a
/// sentence to everybody else. The status says the same; who does not ask for a page gets a problem. Nothing in it is secret.
/// </summary>
internal static class DashboardPage
{
    public static void MapDashboardPage(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/dashboard", [HttpMethods.Get, HttpMethods.Head], Show).AllowAnonymous().ExcludeFromDescription();

    private static Task Show(HttpContext context, ClientPage page)
    {
        var user = CurrentUser.From(context.User);
        var refusal = user switch
        {
            null => ErrorCatalog.Error(ErrorCatalog.NotSignedIn),
            { Role: var role } when !ServerAccess.May(role, ServerPermission.OperateServer) => ErrorCatalog.Error(ErrorCatalog.Forbidden, "The dashboard is for administrators of this server."),
            _ => null,
        };
        context.Response.Headers.Vary = "Accept";
        if (refusal is not null && (!page.Exists || !AsksForPage(context.Request)))
        {
            return ErrorResults.WriteAsync(context, refusal);
        }

        if (!page.Exists)
        {
            return Results.Text("This build of Parley has no web client (it was made with SkipWeb). The numbers are at /api/v1/dashboard.\n", statusCode: StatusCodes.Status404NotFound)
                .ExecuteAsync(context);
        }

        context.Response.StatusCode = refusal is null ? StatusCodes.Status200OK : ErrorCatalog.Kinds[refusal.Code].Status;
        return page.WriteAsync(context, "no-store");
    }

    private static bool AsksForPage(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
}
