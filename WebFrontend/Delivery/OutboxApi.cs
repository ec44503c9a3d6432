using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Delivery;
using Parley.Errors;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Verification;

namespace Parley.WebFrontend.Delivery;

/// <summary>A message on the wire.</summary>
public sealed record SentMessageJson(string Kind, string To, string Subject, string Text, DateTimeOffset At)
{
    public static SentMessageJson From(SentMessage message) => new(ContactJson.KindOf(message.Kind), message.To, message.Subject, message.Text, message.At);
}

/// <summary>What would have been sent, where nothing is: for developers at their own machine, and for nobody else.</summary>
internal static class OutboxApi
{
    public static void MapOutbox(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/outbox", List).AllowAnonymous().WithTags("Outbox").WithName("getOutbox").WithSummary("Development only: messages that were not sent but kept, newest first");

    private static async Task<Results<Ok<SentMessageJson[]>, ProblemHttpResult>> List(HttpContext context, IHostEnvironment environment, IGrainFactory grains)
    {
        if (!environment.IsDevelopment())
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.NotFound));
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok((await grains.DevelopmentOutbox().List()).Select(SentMessageJson.From).ToArray());
    }
}
