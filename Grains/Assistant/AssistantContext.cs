using System.Collections.Immutable;
using Parley.Access;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Grains.Assistant;

/// <summary>
/// Reads what the assistant may know when it answers: messages of that one room (of that thread, if it is asked in one) which both it and who asks may read. What a newcomer
/// does not see of the past cannot be had by asking.
/// </summary>
internal sealed class AssistantContext(IGrainFactory grains)
{
    /// <summary>Oldest first; none if one of them may not read.</summary>
    public async Task<ImmutableArray<RoomMessage>> ReadAsync(string room, RoomMessage question, UserProfile asker, UserProfile bot, int limit)
    {
        if (limit == 0)
        {
            return [];
        }

        var (theirs, mine) = (await PageAsync(room, question, asker, limit), await PageAsync(room, question, bot, limit));
        var seen = mine.Select(message => message.Seq).ToHashSet();
        return [.. theirs.Where(message => seen.Contains(message.Seq))];
    }

    /// <summary>Names of those who have written, as they are called now.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(IEnumerable<RoomMessage> messages)
    {
        var profiles = await Task.WhenAll(messages.Select(message => message.Sender).Distinct().Select(user => grains.User(user).Find()));
        return profiles.OfType<UserProfile>().ToDictionary(user => user.Id, user => user.DisplayName);
    }

    private async Task<ImmutableArray<RoomMessage>> PageAsync(string room, RoomMessage question, UserProfile reader, int limit)
    {
        var grain = grains.Room(room);
        var page = await grain.Messages(new ReadMessages(reader.Id, limit) { ReaderRole = reader.Role, Before = question.Seq, Thread = question.Thread });
        if (page.IsError || question.Thread is not { } root)
        {
            return page.Value?.Messages ?? [];
        }

        var first = await grain.Message(new Actor(reader.Id, reader.Role), root);
        return first.IsError ? page.Value.Messages : [.. first.Value.Messages, .. page.Value.Messages];
    }
}
