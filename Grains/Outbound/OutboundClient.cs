using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Parley.Grains.Outbound;

/// <summary>
/// Calls addresses that somebody else has given, and nothing that only this server can reach. A name is resolved once for each connection, all its addresses are checked, and one of
/// those very addresses is connected to, so that a second answer of the resolver changes nothing. The same for each redirect. No cookies, no proxy, no
/// credentials; bounded in time and bytes, counted after decompression.
/// </summary>
public sealed class OutboundClient : IDisposable
{
    private readonly OutboundOptions _options;
    private readonly IPNetwork[] _allowed;
    private readonly IResolver _resolver;
    private readonly TimeProvider _clock;
    private readonly HttpMessageInvoker _http;
    private readonly SemaphoreSlim _turns;

    public OutboundClient(IOptions<OutboundOptions> options, IResolver resolver, TimeProvider clock)
    {
        (_options, _resolver, _clock) = (options.Value, resolver, clock);
        _allowed = _options.Networks;
        _turns = new SemaphoreSlim(_options.MaxConcurrent);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            Credentials = null,
            PreAuthenticate = false,
            AutomaticDecompression = DecompressionMethods.None, // counted here
            MaxResponseHeadersLength = 32, // KB
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.Zero, // every call checks for itself
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
        });
    }

    /// <summary>Makes the call and reads the whole answer, whatever its status.</summary>
    /// <exception cref="OutboundRefusedException">It is against the rules.</exception>
    /// <exception cref="HttpRequestException">It failed.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async Task<OutboundAnswer> SendAsync(OutboundCall call, CancellationToken cancellation = default)
    {
        using var patience = new CancellationTokenSource(call.Timeout ?? _options.Timeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await _turns.WaitAsync(both.Token);
            try
            {
                return await FollowAsync(call, both.Token);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("The address took too long to answer.", e);
        }
        catch (HttpRequestException e) when (e.InnerException is OutboundRefusedException refused)
        {
            throw refused;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _turns.Dispose();
    }

    private async Task<OutboundAnswer> FollowAsync(OutboundCall call, CancellationToken cancellation)
    {
        var url = call.Url;
        for (var redirects = 0; ; redirects++)
        {
            if (UrlRules.Fault(url, _options) is { } fault)
            {
                throw new OutboundRefusedException(fault);
            }

            if (call.Takes?.Invoke(url) == false)
            {
                throw new OutboundRefusedException("a host that is not called for this");
            }

            using var request = Request(call, url, isFirst: redirects == 0);
            using var answer = await _http.SendAsync(request, cancellation);
            if (Target(answer, url) is not { } target || call.Body is not null)
            {
                var (body, isCut) = await ReadAsync(answer.Content, call.Keep, cancellation);
                return new OutboundAnswer(url, (int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString(), body, isCut);
            }

            if (redirects == _options.MaxRedirects)
            {
                throw new OutboundRefusedException("too many redirects");
            }

            if (url.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp)
            {
                throw new OutboundRefusedException("a redirect from https to http");
            }

            url = target;
        }
    }

    private static HttpRequestMessage Request(OutboundCall call, Uri url, bool isFirst)
    {
        var request = new HttpRequestMessage(call.Body is null ? HttpMethod.Get : HttpMethod.Post, url) { Version = HttpVersion.Version11 };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Parley", ProgramVersion.Text.Split('+')[0]));
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");
        if (call.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(call.ContentType) } };
        }

        foreach (var (name, value) in isFirst && call.Headers is not null ? call.Headers : new Dictionary<string, string>())
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static Uri? Target(HttpResponseMessage answer, Uri from)
    {
        if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || !answer.Headers.TryGetValues("Location", out var locations))
        {
            return null;
        }

        return Uri.TryCreate(from, locations.First(), out var target) ? target : throw new OutboundRefusedException("a redirect that cannot be read");
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = UrlRules.Literal(host) is { } literal ? [literal] : await _resolver.ResolveAsync(host, cancellation);
        if (addresses.Length == 0)
        {
            throw new HttpRequestException("The name has no address.");
        }

        // All of them: a name that also points inwards is not trusted for its better half.
        foreach (var address in addresses)
        {
            if (AddressRules.Fault(address) is { } fault && !_allowed.Any(network => network.Contains(address)))
            {
                throw new OutboundRefusedException($"an address that is {fault}");
            }
        }

        Exception? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last!;
    }

    private async Task<(ReadOnlyMemory<byte> Body, bool IsCut)> ReadAsync(HttpContent content, int? keep, CancellationToken cancellation)
    {
        if (keep is null && content.Headers.ContentLength > _options.MaxBytes)
        {
            throw TooLarge();
        }

        await using var raw = await content.ReadAsStreamAsync(cancellation);
        await using var inflated = Inflate(raw, content.Headers.ContentEncoding);
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await inflated.ReadAsync(buffer, cancellation)) > 0)
            {
                if (kept.Length + read > keep)
                {
                    kept.Write(buffer, 0, (int)(keep.Value - kept.Length));
                    return (kept.ToArray(), true);
                }

                if (keep is null && kept.Length + read > _options.MaxBytes)
                {
                    throw TooLarge();
                }

                kept.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException e)
        {
            throw new HttpRequestException("The answer is not compressed as it says.", e);
        }

        return (kept.ToArray(), false);
    }

    private static Stream Inflate(Stream raw, ICollection<string> encodings) => encodings.Count switch
    {
        0 => raw,
        1 when encodings.First().Equals("gzip", StringComparison.OrdinalIgnoreCase) => new GZipStream(raw, CompressionMode.Decompress),
        1 when encodings.First().Equals("br", StringComparison.OrdinalIgnoreCase) => new BrotliStream(raw, CompressionMode.Decompress),
        1 when encodings.First().Equals("identity", StringComparison.OrdinalIgnoreCase) => raw,
        _ => throw new OutboundRefusedException("an answer in an encoding that was not asked for"), // encodings in encodings are what bombs are made of
    };

    private static OutboundRefusedException TooLarge() => new("its answer is too large");
}
