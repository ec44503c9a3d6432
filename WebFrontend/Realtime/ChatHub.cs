using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Wire;
using Parley.WebFrontend.Presence;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.Realtime;

/// <summary>
/// The SignalR hub; see docs/protocol.md. Refusals are results; an exception means that the outcome is not known. What the
/// server says by itself is not sent from here, see <see cref="HubConnection"/>.
/// </summary>
[Authorize]
public sealed class ChatHub(RoomCalls rooms, OwnCalls own, PresenceCalls presence, RoomNames names, Subscriptions subscriptions, IThrottle throttle, IOptions<RealtimeOptions> options) : Hub
{
    private const int SubscribeAtOnce = 8;

    /// <summary>Bytes of history in one answer to <see cref="SubscribeMany"/>; what does not fit is to be asked for again.</summary>
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan BusyRetryAfter = TimeSpan.FromMilliseconds(200);

    private CurrentUser Me => HubConnection.Of(Context).User;

    public async Task<JsonShape> Subscribe(string? room, long? afterSeq, string? epoch = null) =>
        HubAnswers.Subscribed(await SubscribeTo(new SubscribeRequest(room, afterSeq, epoch)));

    public async Task<JsonShape> SubscribeMany(IReadOnlyList<SubscribeRequest?>? rooms)
    {
        if (rooms is null || rooms.Count > options.Value.MaxRoomsPerRequest)
        {
            throw new HubException($"SubscribeMany takes an array of at most {options.Value.MaxRoomsPerRequest} rooms.");
        }

        var answers = new JsonShape[rooms.Count];
        var size = 0;
        await Parallel.ForAsync(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = SubscribeAtOnce }, async (i, _) =>
        {
            // Checked before subscribing: a room that is refused is not subscribed.
            var outcome = Volatile.Read(ref size) < MaxAnswerBytes
                ? await SubscribeTo(rooms[i] ?? new SubscribeRequest(null, null))
                : ErrorCatalog.BusyFor(BusyRetryAfter);
            answers[i] = HubAnswers.Subscribed(outcome);
            Interlocked.Add(ref size, answers[i].Utf8.Length);
        });
        return JsonShape.Array(answers);
    }

    public async Task Unsubscribe(string? room)
    {
        if (await names.FindAsync(room) is { } id)
        {
            subscriptions.Leave(HubConnection.Of(Context), id);
        }
    }

    public async Task<JsonShape> Send(string? room, string? clientId, string? text, SendOptions? options) =>
        HubAnswers.Done(await rooms.Send(Me, room, clientId, text, options?.ReplyTo, options?.Draft, options?.Files, options?.Thread));

    public async Task<JsonShape> Edit(string? room, long seq, string? clientId, string? text) =>
        HubAnswers.Done(await rooms.Edit(Me, room, seq, clientId, text));

    public async Task<JsonShape> Delete(string? room, long seq, string? clientId) =>
        HubAnswers.Done(await rooms.Delete(Me, room, seq, clientId));

    public async Task<JsonShape> React(string? room, long seq, string? clientId, string? emoji, bool on) =>
        HubAnswers.Done(await rooms.React(Me, room, seq, clientId, emoji, on));

    public async Task<JsonShape> MarkRead(string? room, long seq) => HubAnswers.Read(await rooms.MarkRead(Me, room, seq));

    public async Task<JsonShape> MarkUnread(string? room, long seq) => HubAnswers.Read(await rooms.MarkUnread(Me, room, seq));

    public async Task<JsonShape> WatchMe() => HubAnswers.Own(await own.Listen(HubConnection.Of(Context)));

    public async Task<JsonShape> Presence(string? state) => HubAnswers.Plain(await presence.Say(HubConnection.Of(Context), state));

    public async Task<JsonShape> WatchPresence(IReadOnlyList<string?>? users) => HubAnswers.Plain(await presence.Watch(HubConnection.Of(Context), users));

    public Task Typing(string? room) => rooms.Typing(Me, room);

    private async Task<Outcome<Subscription>> SubscribeTo(SubscribeRequest request)
    {
        var query = RoomRequests.Subscribe(Me.Actor, request.After, request.Epoch);
        if (query.IsError)
        {
            return query.Error;
        }

        if (await throttle.AcquireAsync(ThrottleScopes.Read, Me.Id) is { } retryAfter)
        {
            return ThrottlingRegistration.TooSoon(retryAfter);
        }

        return await names.FindAsync(request.Room) is { } room
            ? await subscriptions.SubscribeAsync(HubConnection.Of(Context), room, query.Value)
            : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
    }
}
