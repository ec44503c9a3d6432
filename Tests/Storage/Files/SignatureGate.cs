using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Parley.Tests.Support;

namespace Parley.Tests.Storage.Files;

/// <summary>Stands before an S3 server that checks no signatures, and lets pass what is signed with the right key, for the content that it has.</summary>
internal sealed class SignatureGate : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    private SignatureGate(WebApplication app, string address) => (_app, Address) = (app, address);

    public string Address { get; }

    /// <summary>Requests that were let through.</summary>
    public int Passed { get; private set; }

    public static async Task<SignatureGate> Start(Uri server, string secret)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = $"http://127.0.0.1:{LoopbackPort.Free()}";
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        var gate = new SignatureGate(app, address);
        app.Run(context => gate.Pass(context, server, secret));
        await app.StartAsync();
        return gate;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task Pass(HttpContext context, Uri server, string secret)
    {
        var (request, response) = (context.Request, context.Response);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!IsSigned(request, target, body.ToArray(), secret))
        {
            response.StatusCode = StatusCodes.Status403Forbidden;
            response.ContentType = "application/xml";
            await response.WriteAsync("<Error><Code>SignatureDoesNotMatch</Code><Message>It is signed with another key, or for another request.</Message></Error>");
            return;
        }

        Passed++;
        using var onward = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(server, target)) { Content = body.Length > 0 || request.Method is "PUT" or "POST" ? new ByteArrayContent(body.ToArray()) : null };
        foreach (var (name, values) in request.Headers.Where(header => header.Key is not ("Host" or "Content-Length" or "Transfer-Encoding")))
        {
            if (!onward.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                onward.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        using var answer = await _http.SendAsync(onward, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive")))
        {
            response.Headers[name] = values.ToArray();
        }

        if (request.Method != "HEAD")
        {
            await answer.Content.CopyToAsync(response.Body);
        }
    }

    private static bool IsSigned(HttpRequest request, string target, byte[] body, string secret)
    {
        var parts = request.Headers.Authorization.ToString().Split(' ', 2) is ["AWS4-HMAC-SHA256", var rest]
            ? rest.Split(',').Select(part => part.Trim().Split('=', 2)).ToDictionary(part => part[0], part => part[1])
            : [];
        return parts.TryGetValue("Credential", out var credential) && parts.TryGetValue("SignedHeaders", out var signed) && parts.TryGetValue("Signature", out var signature)
            && signed.Split(';') is var names && names.Contains("host") && names.Contains("x-amz-date")
            && request.Headers["x-amz-content-sha256"] == SignatureV4.Hex(SHA256.HashData(body))
            && signature == SignatureV4.Of(request.Method, target, name => request.Headers[name].ToString(), signed, credential[(credential.IndexOf('/', StringComparison.Ordinal) + 1)..], secret);
    }
}
