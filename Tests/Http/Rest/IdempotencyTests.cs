using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Parley.Errors;
using Parley.Tests.Support;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Sessions;
using Xunit;

namespace Parley.Tests.Http.Rest;

/// <summary>A POST with an <c>Idempotency-Key</c>, repeated.</summary>
[Trait("Scope", "S14")]
public sealed class IdempotencyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task Repeated_it_is_done_once_and_answered_the_same()
    {
        var user = await _server.SignedIn("idem");
        var client = user.Client.With("Idempotency-Key", "\"make-it\"");

        var first = await client.Post("rooms", new { name = "idem-once", visibility = "private" });
        var again = await client.Post("rooms", new { name = "idem-once", visibility = "private" });
        var other = await user.Client.With("Idempotency-Key", "make-another").Post("rooms", new { name = "idem-once", visibility = "private" });

        Assert.Equal((201, 201), (first.Status, again.Status));
        Assert.Equal((first.Body, first.Headers.Location), (again.Body, again.Headers.Location));
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(409, other.Status); // really another request
    }

    [Fact]
    public async Task With_another_body_it_is_refused_and_another_user_has_keys_of_their_own()
    {
        var (ann, bob) = (await _server.SignedIn("idem-ann"), await _server.SignedIn("idem-bob"));

        var first = await ann.Client.With("Idempotency-Key", "same").Post("rooms", new { name = "idem-a", visibility = "private" });
        var changed = await ann.Client.With("Idempotency-Key", "same").Post("rooms", new { name = "idem-b", visibility = "private" });
        var bobs = await bob.Client.With("Idempotency-Key", "same").Post("rooms", new { name = "idem-c", visibility = "private" });

        Assert.Equal((201, 422, ErrorCatalog.IdempotencyKeyReused), (first.Status, changed.Status, changed.Code));
        Assert.Equal((201, "idem-c"), (bobs.Status, bobs["name"]));
    }

    [Fact]
    public async Task Of_many_at_the_same_time_one_is_done()
    {
        var user = await _server.SignedIn("idem-race");
        var room = await user.NewRoom("idem-race", "private");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            user.Client.With("Idempotency-Key", "race").Post($"rooms/{room}/invites", new { })));

        Assert.All(answers, answer => Assert.True(answer.Status == 201 || answer is { Status: 409, Code: ErrorCatalog.IdempotencyInFlight }, $"{answer.Status} {answer.Code}"));
        Assert.Single(answers.Where(answer => answer.Status == 201).Select(answer => answer.Body).Distinct());
        Assert.Equal(1, (await user.Client.Get($"rooms/{room}/invites")).Json.GetArrayLength());
    }

    [Fact]
    public async Task A_refusal_is_answered_again_too_and_what_is_no_key_is_refused()
    {
        var user = await _server.SignedIn("idem-refused");
        var client = user.Client.With("Idempotency-Key", "refused");

        var first = await client.Post("rooms", new { name = "" });
        var again = await client.Post("rooms", new { name = "" });
        var noKey = await user.Client.With("Idempotency-Key", new string('k', 256)).Post("rooms", new { name = "idem-long" });

        Assert.Equal((422, 422, ErrorCatalog.Invalid), (first.Status, again.Status, again.Code));
        Assert.Equal("application/problem+json", again.MediaType);
        Assert.True(again.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal((400, ErrorCatalog.Malformed), (noKey.Status, noKey.Code));
    }

    /// <summary>That is when somebody comes again: the answer of the first time is kept whole.</summary>
    [Fact]
    public async Task Who_goes_away_while_it_is_done_gets_the_whole_answer_when_they_come_again()
    {
        var keys = _server.Services.GetRequiredService<IdempotencyKeys>();
        using var gone = new CancellationTokenSource();
        var times = 0;

        await Record.ExceptionAsync(() => keys.Invoke(Request(gone.Token), async context =>
        {
            times++;
            await gone.CancelAsync();
            await context.Response.WriteAsJsonAsync(new { done = times }, context.RequestAborted);
        }));
        var again = Request(CancellationToken.None);
        await keys.Invoke(again, _ =>
        {
            times++;
            return Task.CompletedTask;
        });

        again.Response.Body.Position = 0;
        Assert.Equal("""{"done":1}""", await new StreamReader(again.Response.Body).ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, times);

        DefaultHttpContext Request(CancellationToken aborted)
        {
            var context = new DefaultHttpContext
            {
                RequestServices = _server.Services, RequestAborted = aborted,
                User = new ClaimsPrincipal(new ClaimsIdentity([new(CurrentUser.UserClaim, "uaway"), new(CurrentUser.SessionClaim, "saway"), new(CurrentUser.RoleClaim, "member")], "test")),
            };
            (context.Request.Method, context.Request.Path, context.Response.Body) = ("POST", "/api/v1/rooms", new MemoryStream());
            context.Request.Headers[IdempotencyKeys.Header] = "went-away";
            return context;
        }
    }
}
