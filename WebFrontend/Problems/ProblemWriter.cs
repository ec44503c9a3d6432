using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Parley.WebFrontend.Problems;

/// <summary>
/// Writes every problem of this server, whatever the request says it accepts: an error that is not shown because of its
/// format helps nobody. Adds the request id, and the header that says when to come back.
/// </summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    private const long DefaultRetryAfterMs = 1000;

    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, details) = (context.HttpContext, context.ProblemDetails);
        details.Type ??= "about:blank"; // the framework knows none for 429, for one: then the title says it all (RFC 9457, 4.2.1)
        details.Extensions["requestId"] = http.TraceIdentifier;
        if (details.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            var retryAfter = details.Extensions.TryGetValue(ErrorResults.RetryAfterMs, out var value) && value is long ms ? ms : DefaultRetryAfterMs;
            http.Response.Headers[HeaderNames.RetryAfter] = ErrorResults.RetryAfterSeconds(retryAfter);
        }

        http.Response.StatusCode = details.Status ?? StatusCodes.Status500InternalServerError;
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        await http.Response.WriteAsJsonAsync(details, options: null, contentType: "application/problem+json", http.RequestAborted);
    }
}
