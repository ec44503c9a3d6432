using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Audit;
using Parley.Errors;
using Parley.Logging;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Logging;

/// <summary>A level of the log that was changed for a while.</summary>
/// <param name="Category">With what is below it; <c>Default</c>: all that nothing else is said of.</param>
public sealed record LogLevelJson(string Category, string Level, DateTimeOffset Until);

/// <summary>All of them.</summary>
public sealed record LogLevelsJson(IReadOnlyList<LogLevelJson> Levels)
{
    internal static LogLevelsJson Of(ImmutableArray<LogLevelChange> changes) =>
        new([.. changes.OrderBy(change => change.Category, StringComparer.Ordinal).Select(change => new LogLevelJson(change.Category, change.Level, change.Until))]);
}

/// <summary>Body of PUT /admin/log-levels/{category}.</summary>
/// <param name="Level">Trace, Debug, Information, Warning, Error, Critical or None.</param>
/// <param name="ForSeconds">Default: 1800.</param>
public sealed record SetLogLevelJson(string? Level, int? ForSeconds);

/// <summary>What is logged, changed while the installation runs: on all silos and frontends, within seconds, for a while.</summary>
internal static class LogLevelsApi
{
    public static void MapLogLevels(this IEndpointRouteBuilder routes)
    {
        var levels = routes.MapGroup("/admin/log-levels").WithTags("Administration").RequireAuthorization(AdminPolicy.Name);
        levels.MapGet("", List).WithName("listLogLevels").WithSummary("Administrators: levels of the log that were changed for a while");
        levels.MapPut("/{category}", Set).WithName("setLogLevel").WithSummary("Administrators: change the level of a category for a while");
        levels.MapDelete("/{category}", Reset).WithName("resetLogLevel").WithSummary("Administrators: have a category go back to what is configured");
    }

    private static async Task<Ok<LogLevelsJson>> List(IGrainFactory grains) => TypedResults.Ok(LogLevelsJson.Of(await grains.LogLevels().Current()));

    private static async Task<Results<Ok<LogLevelsJson>, ProblemHttpResult>> Set(string category, SetLogLevelJson body, CurrentUser me, IGrainFactory grains, IAudit audit) =>
        body.Level is null
            ? ErrorResults.Problem(ErrorCatalog.InvalidField("level", "Must be Trace, Debug, Information, Warning, Error, Critical or None."))
            : await Change(new SetLogLevel(category, body.Level, body.ForSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null), me, grains, audit);

    private static Task<Results<Ok<LogLevelsJson>, ProblemHttpResult>> Reset(string category, CurrentUser me, IGrainFactory grains, IAudit audit) =>
        Change(new SetLogLevel(category, null, null), me, grains, audit);

    private static async Task<Results<Ok<LogLevelsJson>, ProblemHttpResult>> Change(SetLogLevel command, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        var outcome = await grains.LogLevels().Set(command);
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Actor = me.Id, Target = command.Category, Refusal = outcome.Error?.Code, Detail = $"log level {command.Level ?? "reset"}" });
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.Ok(LogLevelsJson.Of(outcome.Value));
    }
}
