using System.Text.RegularExpressions;
using Parley.WebFrontend.Hooks.Formats;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.SlashCommands;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Hooks;

/// <summary>Where programs post to incoming webhooks: <c>/hooks/{secret}</c> in the form of Slack's, and with the name of another form behind it. Who knows the secret may.</summary>
internal static partial class IncomingApi
{
    public static void MapIncomingHooks(this IEndpointRouteBuilder routes)
    {
        // The secret is not read from the route: see HookAddress.
        var hooks = routes.MapGroup("/hooks/{secret}").AllowAnonymous().ExcludeFromDescription();
        hooks.MapPost("", Slack);
        hooks.MapPost("/slack", Slack);
        hooks.MapPost("/github", GitHub);
        hooks.MapPost("/gitlab", GitLab);
        hooks.MapPost("/alertmanager", Alertmanager);
        hooks.MapPost("/discord", Discord);
        hooks.MapPost("/response", Response);
    }

    private static Task<IResult> Slack(HttpContext context, HookPosts posts, IGrainFactory grains, IThrottle throttle) =>
        Take(context, posts, grains, throttle, request => SlackFormat.Read(request.Json, request.Hook.Name, request.Names), request => request.Header(IdempotencyKeys.Header));

    private static Task<IResult> GitHub(HttpContext context, HookPosts posts, IGrainFactory grains, IThrottle throttle) => Take(
        context, posts, grains, throttle,
        request => request.Header("X-Hub-Signature-256") is { } signature && !HookBody.IsSigned(signature, request.Body, HookAddress.Of(context))
            ? HookReading.Refuse(HookAnswers.InvalidSignature)
            : GitHubFormat.Read(request.Header("X-GitHub-Event"), request.Json),
        request => request.Header("X-GitHub-Delivery"));

    private static Task<IResult> GitLab(HttpContext context, HookPosts posts, IGrainFactory grains, IThrottle throttle) => Take(
        context, posts, grains, throttle,
        request => request.Header("X-Gitlab-Token") is { } token && !HookBody.IsSame(token, HookAddress.Of(context))
            ? HookReading.Refuse(HookAnswers.InvalidSignature)
            : GitLabFormat.Read(request.Json),
        request => request.Header(IdempotencyKeys.Header) ?? request.Header("X-Gitlab-Event-UUID"));

    private static Task<IResult> Alertmanager(HttpContext context, HookPosts posts, IGrainFactory grains, IThrottle throttle) =>
        Take(context, posts, grains, throttle, request => AlertmanagerFormat.Read(request.Json), _ => null);

    private static async Task<IResult> Discord(HttpContext context, HookPosts posts, IGrainFactory grains, IThrottle throttle)
    {
        var answer = await Take(context, posts, grains, throttle, request => DiscordFormat.Read(request.Json, request.Hook.Name), request => request.Header(IdempotencyKeys.Header));
        return ReferenceEquals(answer, HookAnswers.Ok) ? Results.NoContent() : answer;
    }

    /// <summary>What the program of a slash command says later: the address is of one run.</summary>
    private static async Task<IResult> Response(HttpContext context, SlashRuns runs, IThrottle throttle)
    {
        try
        {
            return await throttle.AcquireAsync(ThrottleScopes.Visitors, ClientAddress.Of(context)) is not null ? HookAnswers.Refused(HookAnswers.RateLimited)
                : await HookBody.ReadAsync(context.Request) is not { } body ? HookAnswers.Refused(HookAnswers.TooLarge)
                : await runs.TakeAsync(HookAddress.Of(context), context.Request.ContentType, body) is { } refusal ? HookAnswers.Refused(refusal)
                : HookAnswers.Ok;
        }
        catch (Exception e) when (Unavailability.IsUnavailable(e))
        {
            return HookAnswers.Refused("service_unavailable");
        }
    }

    private static async Task<IResult> Take(
        HttpContext context, HookPosts posts, IGrainFactory grains, IThrottle throttle, Func<HookRequest, HookReading> read, Func<HookRequest, string?> delivery)
    {
        try
        {
            // 1. Whose address is it? Who guesses is slowed down.
            if (await grains.Hooks().Open(HookAddress.Of(context)) is not { } hook)
            {
                return await throttle.AcquireAsync(ThrottleScopes.Visitors, ClientAddress.Of(context)) is null
                    ? HookAnswers.Refused(HookAnswers.NoService)
                    : HookAnswers.Refused(HookAnswers.RateLimited);
            }

            // 2. What does it say?
            if (await HookBody.ReadAsync(context.Request) is not { } body)
            {
                return HookAnswers.Refused(HookAnswers.TooLarge);
            }

            using var json = HookBody.Parse(context.Request.ContentType, body);
            if (json is null)
            {
                return HookAnswers.Refused(HookAnswers.InvalidPayload);
            }

            var names = await posts.NamesAsync(UserIds().Matches(json.RootElement.GetRawText()).Select(match => match.Groups[1].Value));
            var request = new HookRequest(hook, json.RootElement, body, context.Request.Headers, names);
            var reading = read(request);

            // 3. It is said.
            return reading switch
            {
                { Refusal: { } code } => HookAnswers.Refused(code),
                { Post: { } post } when await posts.SayAsync(hook, post, delivery(request)) is { } refusal => HookAnswers.Refused(HookAnswers.CodeOf(refusal)),
                _ => HookAnswers.Ok,
            };
        }
        catch (Exception e) when (Unavailability.IsUnavailable(e))
        {
            return HookAnswers.Refused("service_unavailable");
        }
    }

    /// <summary>A user called by id: in JSON the bracket may be written in two ways.</summary>
    [GeneratedRegex(@"(?:<|\\u003[cC])@(u[0-9a-z]{26})[|>\\]", RegexOptions.CultureInvariant)]
    internal static partial Regex UserIds();
}
