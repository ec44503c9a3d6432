using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Parley.Errors;

namespace Parley.WebFrontend.Problems;

/// <summary>Turns a refusal into problem details (RFC 9457) that also carry <c>error</c>, <c>code</c>, <c>requestId</c> and <c>errors</c>.</summary>
public static class ErrorResults
{
    internal const string RetryAfterMs = "retryAfterMs";

    /// <summary>The refusal as an HTTP answer. <see cref="ProblemWriter"/> adds what only the request knows.</summary>
    public static ProblemHttpResult Problem(Error error) => TypedResults.Problem(Details(error));

    /// <summary>Writes the refusal as the answer to the request, where there is no endpoint to return it.</summary>
    public static Task WriteAsync(HttpContext context, Error error) => Problem(error).ExecuteAsync(context);

    internal static ProblemDetails Details(Error error)
    {
        var details = new ProblemDetails
        {
            Status = ErrorCatalog.Kinds[error.Code].Status,
            Extensions = { ["error"] = error.Message, ["code"] = error.Code },
        };
        if (error.Fields is not null)
        {
            details.Extensions["errors"] = error.Fields;
        }

        if (error.RetryAfterMs is { } retryAfter)
        {
            details.Extensions[RetryAfterMs] = retryAfter;
        }

        if (error.Ticket is { } ticket)
        {
            details.Extensions["ticket"] = ticket;
        }

        if (error.OutcomeUnknown)
        {
            details.Extensions["outcome"] = "unknown";
        }

        return details;
    }

    /// <summary>Whole seconds for the Retry-After header, at least 1.</summary>
    internal static string RetryAfterSeconds(long milliseconds) =>
        Math.Max(1, (milliseconds + 999) / 1000).ToString(CultureInfo.InvariantCulture);
}
