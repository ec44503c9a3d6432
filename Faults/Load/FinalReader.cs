using System.Collections.Immutable;
using System.Text.Json;
using Parley.Faults.History;

namespace Parley.Faults.Load;

/// <summary>Reads what the server says about the rooms in the end, over REST.</summary>
internal sealed class FinalReader(HistoryRecorder history, IReadOnlyList<Door> doors, TimeProvider time) : IDisposable
{
    private const int PageSize = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>So often a room is read again because it still moved: a join or leave whose answer was lost may be late.</summary>
    private const int MaxReadings = 10;

    private readonly RestCalls _rest = new();
    private int _door;

    /// <summary>Numbers of the last events, by room id.</summary>
    public async Task<IReadOnlyDictionary<string, long>> HeadsAsync(Crowd crowd, Person owner)
    {
        var heads = new Dictionary<string, long>();
        foreach (var room in crowd.Rooms)
        {
            heads[room] = (await GetAsync(owner.Token, $"rooms/{room}")).GetProperty("lastSeq").GetInt64();
        }

        return heads;
    }

    public async Task RecordAsync(Crowd crowd, Person owner)
    {
        foreach (var room in crowd.Rooms)
        {
            var (pages, state) = await RoomAsync(room, owner);
            foreach (var page in pages)
            {
                await history.RecordAsync(page);
            }

            await history.RecordAsync(state);
        }

        foreach (var client in crowd.Clients)
        {
            foreach (var seat in client.Seats)
            {
                var view = await GetAsync(client.Token, $"rooms/{seat.Room}");
                if (view.GetProperty("member").GetBoolean())
                {
                    await history.RecordAsync(new FinalReadPosition
                    {
                        At = history.Now, Room = seat.Room, User = client.User, ReadSeq = view.GetProperty("readSeq").GetInt64(), ReadN = view.GetProperty("readN").GetInt64(),
                    });
                }
            }
        }
    }

    public void Dispose() => _rest.Dispose();

    /// <summary>Log and state of one moment.</summary>
    private async Task<(List<FinalPage> Pages, FinalState State)> RoomAsync(string room, Person owner)
    {
        for (var reading = 1; ; reading++)
        {
            var pages = await PagesAsync(room, owner);
            var state = await StateAsync(room, owner);
            if (reading == MaxReadings || pages.All(page => page.LastSeq == state.LastSeq))
            {
                return (pages, state);
            }
        }
    }

    private async Task<List<FinalPage>> PagesAsync(string room, Person owner)
    {
        var pages = new List<FinalPage>();
        for (var after = 0L; pages.Count == 0 || after < pages[^1].LastSeq;)
        {
            var body = await GetAsync(owner.Token, $"rooms/{room}/events?after={after}&limit={PageSize}");
            var page = new FinalPage
            {
                At = history.Now, Room = room, Epoch = body.GetProperty("epoch").GetString()!, LastSeq = body.GetProperty("lastSeq").GetInt64(), Events = Wire.Events(body),
            };
            pages.Add(page);
            if (page.Events is not [.., var last])
            {
                break; // C4 says what is missing
            }

            after = last.Seq;
        }

        return pages;
    }

    private async Task<FinalState> StateAsync(string room, Person owner)
    {
        var members = new List<string>();
        for (var after = ""; ;)
        {
            var page = await GetAsync(owner.Token, $"rooms/{room}/members?limit={PageSize}{after}");
            members.AddRange(page.EnumerateArray().Select(member => member.GetProperty("user").GetProperty("id").GetString()!));
            if (page.GetArrayLength() < PageSize)
            {
                break;
            }

            after = $"&after={members[^1]}";
        }

        var view = await GetAsync(owner.Token, $"rooms/{room}");
        return new FinalState
        {
            At = history.Now, Room = room, LastSeq = view.GetProperty("lastSeq").GetInt64(), N = view.GetProperty("n").GetInt64(), Members = members.ToImmutableArray(),
        };
    }

    private async Task<JsonElement> GetAsync(string token, string path)
    {
        var backoff = new Backoff(Random.Shared);
        for (var started = time.GetTimestamp(); ; await Task.Delay(backoff.Next(), time))
        {
            var (body, failure) = await _rest.GetAsync(doors[_door % doors.Count], token, path);
            if (body is { } json)
            {
                return json;
            }

            _door++;
            if (time.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"The end of the run could not be read: {path} is still answered with {failure}.");
            }
        }
    }
}
