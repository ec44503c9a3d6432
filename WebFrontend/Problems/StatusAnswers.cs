using Microsoft.AspNetCore.Diagnostics;
using Parley.Errors;

namespace Parley.WebFrontend.Problems;

/// <summary>Gives a body to answers of the framework that are a status alone.</summary>
internal static class StatusAnswers
{
    public static Task WriteAsync(StatusCodeContext status) =>
        ApiPaths.Contains(status.HttpContext.Request.Path)
            ? ErrorResults.WriteAsync(status.HttpContext, For(status.HttpContext.Response.StatusCode))
            : Task.CompletedTask;

    /// <summary>The refusal that stands for a status.</summary>
    public static Error For(int status) => ErrorCatalog.Error(status switch
    {
        StatusCodes.Status401Unauthorized => ErrorCatalog.NotSignedIn,
        StatusCodes.Status403Forbidden => ErrorCatalog.Forbidden,
        StatusCodes.Status404NotFound => ErrorCatalog.NotFound,
        StatusCodes.Status405MethodNotAllowed => ErrorCatalog.MethodNotAllowed,
        StatusCodes.Status406NotAcceptable => ErrorCatalog.NotAcceptable,
        StatusCodes.Status408RequestTimeout => ErrorCatalog.RequestTimeout,
        StatusCodes.Status413PayloadTooLarge => ErrorCatalog.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => ErrorCatalog.UnsupportedMediaType,
        StatusCodes.Status422UnprocessableEntity => ErrorCatalog.Invalid,
        StatusCodes.Status429TooManyRequests => ErrorCatalog.Throttled,
        StatusCodes.Status503ServiceUnavailable => ErrorCatalog.Unavailable,
        < StatusCodes.Status500InternalServerError => ErrorCatalog.Malformed,
        _ => ErrorCatalog.Internal,
    });
}
