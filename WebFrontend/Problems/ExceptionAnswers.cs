using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Orleans.Runtime;
using Parley.Errors;

namespace Parley.WebFrontend.Problems;

/// <summary>Answers requests that ended in an exception: what the framework refuses by throwing, and what failed.</summary>
internal sealed partial class ExceptionAnswers(ILogger<ExceptionAnswers> logger) : IExceptionHandler
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest; // nobody reads it
            return true;
        }

        await ErrorResults.WriteAsync(context, Explain(exception, context));
        return true;
    }

    private Error Explain(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad:
                return Malformed(bad);
            case BadHttpRequestException bad:
                return StatusAnswers.For(bad.StatusCode);
            case var _ when Unavailability.IsUnavailable(exception):
                LogUnavailable(context.TraceIdentifier, exception);
                return ErrorCatalog.UnknownOutcome(RetryAfter);
            default:
                LogFailed(context.TraceIdentifier, exception);
                return ErrorCatalog.Error(ErrorCatalog.Internal);
        }
    }

    private static Error Malformed(BadHttpRequestException bad)
    {
        if (bad.InnerException is not JsonException json)
        {
            return ErrorCatalog.Error(ErrorCatalog.Malformed);
        }

        // The path and the position, never the text around it: it may be a password.
        var path = json.Path ?? "$";
        return ErrorCatalog.Error(
            ErrorCatalog.Malformed,
            $"The JSON cannot be read at {path} (line {json.LineNumber + 1}, byte {json.BytePositionInLine}): it is broken, nested too deep, or of another type than this call takes.")
            with { Fields = path == "$" ? null : new Dictionary<string, string[]> { [path.TrimStart('$', '.')] = ["Another type is expected here."] } };
    }

    [LoggerMessage(5000, LogLevel.Warning, "Request {RequestId} could not reach a grain; its outcome is unknown")]
    private partial void LogUnavailable(string requestId, Exception exception);

    [LoggerMessage(5001, LogLevel.Error, "Request {RequestId} failed")]
    private partial void LogFailed(string requestId, Exception exception);
}
