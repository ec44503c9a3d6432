using Orleans.Concurrency;
using Parley.Errors;
using Parley.Search;

namespace Parley.Grains.Search;

/// <summary>Search, where it is asked for; holds nothing.</summary>
[GrainType("search"), StatelessWorker, Reentrant]
internal sealed class SearchGrain(MessageSearch search, SearchIndex index, SearchReading reading, SearchFollower follower) : Grain, ISearchGrain
{
    private const int RoomsAtOnce = 500;

    public Task<Outcome<SearchPage>> Search(SearchMessages query) => search.FindAsync(query);

    public async Task<SearchStatus> Status()
    {
        var (rooms, roomsBehind, eventsBehind) = (0L, 0L, 0L);
        for (var after = ""; ;)
        {
            var heads = await reading.HeadsAfterAsync(after, RoomsAtOnce);
            var positions = await index.PositionsAsync([.. heads.Select(one => one.Room)]);
            foreach (var (room, head) in heads)
            {
                var behind = positions.GetValueOrDefault(room) is { } position && position.Epoch == head.Epoch && position.Seq <= head.LastSeq ? head.LastSeq - position.Seq : head.LastSeq;
                rooms++;
                roomsBehind += behind > 0 ? 1 : 0;
                eventsBehind += behind;
            }

            if (heads.Count < RoomsAtOnce)
            {
                return new SearchStatus(await index.CountAsync(), rooms, roomsBehind, eventsBehind);
            }

            after = heads[^1].Room;
        }
    }

    public async Task Rebuild()
    {
        await index.ClearAsync();
        follower.SweepSoon();
    }
}
