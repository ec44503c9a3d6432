using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Audit;
using Parley.Errors;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Audit;

/// <summary>The audit log over REST, for administrators.</summary>
internal static class AuditApi
{
    private const int DefaultLimit = 100;

    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/admin/audit", Read).WithTags("Admin").RequireAuthorization(AdminPolicy.Name)
            .WithName("getAuditLog").WithSummary("Administrators: the audit log, newest first");

    private static async Task<Results<Ok<AuditJson>, ProblemHttpResult>> Read(
        HttpContext context, IGrainFactory grains, string? after, string? actor, string? @event, string? from, string? to, string? limit)
    {
        context.Response.Headers.CacheControl = "no-store";
        var faults = new Dictionary<string, string[]>();
        var query = new AuditQuery((int)(Number("limit", limit, 1, IAuditGrain.MaxPage) ?? DefaultLimit))
        {
            After = Number("after", after, 1, long.MaxValue), Actor = NotEmpty(actor), Event = NotEmpty(@event), From = Time("from", from), To = Time("to", to),
        };
        if (faults.Count > 0)
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.Invalid) with { Fields = faults });
        }

        var entries = await grains.AuditLog().Read(query);
        return TypedResults.Ok(AuditJson.From(entries, query.Limit));

        long? Number(string name, string? text, long min, long max)
        {
            if (string.IsNullOrEmpty(text))
            {
                return null;
            }

            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            {
                return number;
            }

            faults[name] = [string.Create(CultureInfo.InvariantCulture, $"Send a number from {min} to {max}.")];
            return null;
        }

        DateTimeOffset? Time(string name, string? text)
        {
            if (string.IsNullOrEmpty(text))
            {
                return null;
            }

            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                return time;
            }

            faults[name] = ["Send a time like 2026-01-31T12:00:00Z."];
            return null;
        }
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
