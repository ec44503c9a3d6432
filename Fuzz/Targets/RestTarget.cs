using System.Net.Http.Headers;
using System.Text;
using Parley.Fuzz.Cases;
using Parley.Fuzz.Runs;

namespace Parley.Fuzz.Targets;

/// <summary>REST. The paths are sent as they are, without what a client does to them.</summary>
internal sealed class RestTarget(Uri address, World world, TimeSpan hang) : ITarget
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false });

    public string LastAnswer { get; private set; } = "";

    public async Task<Verdict> SendAsync(IReadOnlyList<FuzzCase> cases)
    {
        var verdict = Verdict.Good;
        foreach (var one in cases)
        {
            verdict = await SendAsync(one);
            if (verdict.Fault is not null)
            {
                return verdict;
            }
        }

        return verdict;
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Verdict> SendAsync(FuzzCase one)
    {
        using var request = new HttpRequestMessage(new HttpMethod(one.Method), Address(one.Path));
        if (one.Body.Length > 0 && one.Method is not ("GET" or "HEAD" or "TRACE"))
        {
            request.Content = new ByteArrayContent(one.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", one.ContentType);
        }

        if (one.User >= 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await world.TokenAsync(one.User));
        }

        using var patience = new CancellationTokenSource(hang);
        try
        {
            using var answer = await _http.SendAsync(request, patience.Token);
            var body = await answer.Content.ReadAsStringAsync(patience.Token);
            var status = (int)answer.StatusCode;
            LastAnswer = $"{status} {body}";
            if (status == 401 && one.User >= 0)
            {
                await world.TokenAsync(one.User, anew: true); // the case has signed itself out, or is old
            }

            if (status >= 500 && !(status == 503 && body.Contains("\"code\":\"busy\"", StringComparison.Ordinal)))
            {
                return new Verdict($"answered with {LastAnswer}");
            }

            return status >= 400 && one.Path.Length > 0 && answer.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or null) && body.Contains("   at ", StringComparison.Ordinal)
                ? new Verdict($"shows its inside: {LastAnswer}")
                : Verdict.Good;
        }
        catch (OperationCanceledException)
        {
            return new Verdict($"no answer within {hang.TotalSeconds} s", IsSlow: true);
        }
        catch (HttpRequestException e)
        {
            // Kestrel answers a head that it cannot read and closes: the client may see either.
            LastAnswer = e.Message;
            return e.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.Unknown or HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded ? Verdict.Closed : new Verdict($"the call failed: {e.Message}");
        }
    }

    private Uri Address(string path)
    {
        var raw = $"{address.GetLeftPart(UriPartial.Authority)}/api/v1/{new string([.. path.Where(c => c is > ' ' and < '\u007f')])}";
        return Uri.TryCreate(raw, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var uri) ? uri : new Uri(address, "/api/v1/" + Uri.EscapeDataString(path));
    }
}
