using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Parley.WebFrontend.Proxies;

namespace Parley.WebFrontend.Pages;

/// <summary>
/// The one page of the web client. Each answer has a nonce of its own (random, once), which the policy and the page's own scripts carry: a script that
/// got into the page in another way has none, and does not run.
/// </summary>
internal sealed class ClientPage(IWebHostEnvironment environment, IOptions<ProxyOptions> proxies)
{
    /// <summary>What addresses in the page begin with: the page itself is shown at many.</summary>
    private const string Relative = "=\"./";

    /// <summary>What the build of the client leaves in the place of the nonce.</summary>
    private const string Placeholder = "PARLEY_NONCE";
    private const int NonceBytes = 16;
    private static readonly object NonceKey = new();
    private readonly Lock _lock = new();
    private (DateTimeOffset Written, string Text)? _read;

    /// <summary>False: this build has no web client.</summary>
    public bool Exists => environment.WebRootFileProvider.GetFileInfo("/index.html").Exists;

    /// <summary>The nonce of the page that this answer is; null: it is no page of ours.</summary>
    public static string? NonceOf(HttpContext context) => context.Items[NonceKey] as string;

    /// <summary>Writes the page. The status may be set already.</summary>
    public Task WriteAsync(HttpContext context, string caching = "no-cache")
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
        context.Items[NonceKey] = nonce;
        var page = Encoding.UTF8.GetBytes(Read().Replace(Placeholder, nonce, StringComparison.Ordinal));
        context.Response.Headers.CacheControl = caching;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = page.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(page, context.RequestAborted).AsTask();
    }

    /// <summary>Read again when it has been built anew.</summary>
    private string Read()
    {
        var file = environment.WebRootFileProvider.GetFileInfo("/index.html");
        lock (_lock)
        {
            if (_read is not { } read || read.Written != file.LastModified)
            {
                using var reader = new StreamReader(file.CreateReadStream(), Encoding.UTF8);
                _read = read = (file.LastModified, reader.ReadToEnd().Replace(Relative, $"=\"{proxies.Value.PathBase}/", StringComparison.Ordinal));
            }

            return read.Text;
        }
    }
}
