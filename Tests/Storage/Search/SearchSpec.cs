using System.Collections.Immutable;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Rooms;
using Parley.Grains.Search;
using Parley.Grains.Storage;
using Parley.Rooms;
using Parley.Search;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Search;

/// <summary>What search promises, whatever the engine: over the real log and the real index.</summary>
[Trait("Scope", "P6")]
public abstract class SearchSpec : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, LogHead> _heads = [];
    private readonly List<MessageSearch> _searchers = [];
    private TestLog _test = null!;

    private protected Databases Databases => _test.Databases;

    public async ValueTask InitializeAsync() => _test = await CreateLog();

    public async ValueTask DisposeAsync()
    {
        _searchers.ForEach(searcher => searcher.Dispose());
        await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<TestLog> CreateLog();

    [Theory]
    [InlineData("The Quick brown fox", "quick")]
    [InlineData("The Quick brown fox", "QUICK FOX")]
    [InlineData("in a café, naïve", "cafe")]
    [InlineData("Straße nach Łódź", "strasse lodz")]
    [InlineData("ДОСТОПРИМЕЧАТЕЛЬНОСТИ Москвы", "достопримечательности")]
    [InlineData("ＦＵＬＬ width", "full")]
    [InlineData("call get_user_name() now", "get_user_name")]
    [InlineData("see https://example.com/a-b?c=1", "example.com/a-b")]
    [InlineData("I ate a x", "x")]
    [InlineData("the and for with", "the and")]
    [InlineData("done 👍 thanks", "👍")]
    [InlineData("שלום עולם", "עולם")]
    [InlineData("हिन्दी में", "हिन्दी")]
    public async Task A_word_is_found_however_it_is_written(string text, string query)
    {
        await Room("a", "ann");
        var seq = await Post("a", "ann", text);
        await Post("a", "ann", "something else");
        await Index();

        Assert.Equal([seq], await Find("ann", query));
    }

    [Theory]
    [InlineData("我们要提高系统性能，明天测试", "性能", "测试", "明", "试", "系统性能", "我", "高系统", "明天测试", "能")]
    [InlineData("東京タワーに行きました", "東京", "タワー", "東", "京", "行", "ました", "タ")]
    [InlineData("ﾊﾟｿｺﾝを買う", "パソコン", "パ", "買う", "買")]
    [InlineData("오늘 회의가 있습니다", "회의", "회", "오늘", "있습", "의가", "다")]
    [InlineData("ภาษาไทยง่าย", "ไทย", "ภาษา", "ง่าย")]
    [InlineData("版本v2发布了", "v2", "发布", "版", "了", "本v2发")]
    [InlineData("𠮷野家で食べた", "𠮷", "𠮷野", "野家")]
    public async Task One_and_two_characters_of_scripts_without_spaces_are_found(string text, params string[] queries)
    {
        await Room("a", "ann");
        var seq = await Post("a", "ann", text);
        await Post("a", "ann", "无关的话 関係ない 상관없는 것 ไม่เกี่ยว");
        await Index();

        foreach (var query in queries)
        {
            Assert.Equal((query, seq), (query, Assert.Single(await Find("ann", query))));
        }

        Assert.Empty(await Find("ann", "能性"));
        Assert.Empty(await Find("ann", "京東"));
    }

    [Fact]
    public async Task Words_that_follow_each_other_beginnings_and_unwanted_words()
    {
        await Room("a", "ann");
        var first = await Post("a", "ann", "red green blue");
        var second = await Post("a", "ann", "green red");
        var third = await Post("a", "ann", "greenish red");
        await Index();

        Assert.Equal([first], await Find("ann", Term("red green")));
        Assert.Equal([second], await Find("ann", Term("green red")));
        Assert.Equal([first, second], await Find("ann", Term("red"), Term("green")));
        Assert.Equal([first, second, third], await Find("ann", Term("green", isPrefix: true)));
        Assert.Equal([second], await Find("ann", Term("green"), Term("blue", isExcluded: true)));
        Assert.Equal([third], await Find("ann", Term("red"), Term("green", isExcluded: true)));
    }

    [Fact]
    public async Task What_was_edited_away_or_erased_is_found_no_more_from_that_moment_on()
    {
        await Room("a", "ann");
        var edited = await Post("a", "ann", "the old plan");
        var erased = await Post("a", "ann", "the secret plan");
        await Index();
        Assert.Equal([edited, erased], await Find("ann", "plan"));

        await Append("a", seq => new MessageEdited { Seq = seq, Sender = "ann", At = Start, N = 2, Target = edited, Text = "the new idea" });
        await Append("a", seq => new MessageDeleted { Seq = seq, Sender = "ann", At = Start, N = 2, Target = erased });
        Assert.Empty(await Find("ann", "plan")); // the index does not know yet

        await Index();
        Assert.Equal([edited], await Find("ann", "idea"));
        Assert.Empty(await Find("ann", "secret"));
        Assert.Equal(1, await Count("SELECT COUNT(*) FROM search_messages"));
        Assert.Equal(0, await Count("SELECT COUNT(*) FROM search_messages WHERE tokens LIKE '%wwold%'"));
    }

    [Fact]
    public async Task T6_only_who_may_read_a_room_finds_what_is_said_in_it_from_one_moment_to_the_next()
    {
        await Room("open", "ann", RoomVisibility.Public);
        await Room("den", "ann");
        var seq = await Post("open", "ann", "zebra one");
        await Join("open", "bob");
        await Join("den", "bob");
        var inDen = await Post("den", "ann", "zebra two");
        await Index();
        Assert.Equal([("den", inDen), ("open", seq)], await Where("bob", "zebra"));
        Assert.Empty(await Where("stranger", "zebra"));

        await Append("den", at => new MemberKicked { Seq = at, Sender = "ann", At = Start, N = 1, User = "bob" });
        Assert.Equal([("open", seq)], await Where("bob", "zebra"));
        await Append("open", at => new SettingsChanged { Seq = at, Sender = "ann", At = Start, N = 1, Visibility = RoomVisibility.Private });
        Assert.Equal([("open", seq)], await Where("bob", "zebra")); // still a member
        await Append("open", at => new MemberLeft { Seq = at, Sender = "bob", At = Start, N = 1, User = "bob" });
        Assert.Empty(await Where("bob", "zebra"));
        Assert.Empty((await Search(Query("bob", Term("zebra")) with { Rooms = ["open", "den"] })).Hits);
        await Append("open", at => new RoomArchived { Seq = at, Sender = "ann", At = Start, N = 1 });
        Assert.Equal([("den", inDen), ("open", seq)], await Where("ann", "zebra"));

        await Join("den", "bob"); // again
        Assert.Equal([("den", inDen)], await Where("bob", "zebra"));
    }

    [Fact]
    public async Task Filters_narrow_and_need_no_words()
    {
        await Room("a", "ann");
        await Room("b", "ann");
        await Join("a", "bob");
        var link = await Post("a", "ann", "look at https://example.org/x", Start);
        var plain = await Post("a", "bob", "look here", Start.AddDays(1));
        var other = await Post("b", "ann", "look there", Start.AddDays(2));
        await Index();

        async Task<List<long>> With(Func<SearchMessages, SearchMessages> filter, params SearchTerm[] terms) =>
            [.. (await Search(filter(Query("ann", terms)))).Hits.Select(hit => hit.Seq).Order()];
        Assert.Equal([plain], await With(query => query with { Senders = ["bob"] }));
        Assert.Equal([link, plain], await With(query => query with { Rooms = ["a"] }, Term("look")));
        Assert.Equal([other], await With(query => query with { NotRooms = ["a"] }, Term("look")));
        Assert.Equal([link], await With(query => query with { Has = SearchParts.Link }));
        Assert.Equal([link], await With(query => query with { Rooms = ["a"], NotSenders = ["bob"] }));
        Assert.Equal([plain], await With(query => query with { Rooms = ["a"], HasNot = SearchParts.Link }, Term("look")));
        Assert.Equal([link], await With(query => query with { Until = Start.AddDays(1) }));
        Assert.Equal([other, plain], await With(query => query with { From = Start.AddDays(1) }));
        Assert.Empty(await With(query => query with { Senders = [] }, Term("look")));
        Assert.Empty(await With(query => query with { Rooms = ["nowhere"] }, Term("look")));
    }

    [Theory]
    [InlineData(SearchOrder.Relevance)]
    [InlineData(SearchOrder.Newest)]
    public async Task Pages_hold_every_answer_once_however_many_windows_it_takes(SearchOrder order)
    {
        await Room("a", "ann");
        var all = new List<long>();
        for (var i = 0; i < 35; i++)
        {
            all.Add(await Post("a", "ann", i % 3 == 0 ? "needle needle" : "a needle in a long long haystack", Start.AddMinutes(i)));
            await Post("a", "ann", "needle with pins", Start.AddMinutes(i));
        }

        await Index();
        var (found, pages, cursor) = (new List<long>(), 0, (string?)null);
        do
        {
            var page = await Search(Query("ann", Term("needle"), Term("pins", isExcluded: true)) with { Limit = 4, Order = order, Cursor = cursor }, new SearchOptions { RankedMessages = 20 });
            found.AddRange(page.Hits.Select(hit => hit.Seq));
            cursor = page.Next;
            Assert.InRange(++pages, 1, 30);
            await Post("a", "ann", "needle that came later", DateTimeOffset.UtcNow.AddHours(1));
            await Index();
        }
        while (cursor is not null);

        Assert.Equal(all, found.Order());
        Assert.True(order == SearchOrder.Relevance || found.SequenceEqual(all.OrderDescending()));
    }

    [Fact]
    public async Task The_better_answer_and_the_newer_one_come_first()
    {
        await Room("a", "ann");
        var weak = await Post("a", "ann", "apples are mentioned once in this long text about pears and plums and cherries and figs", DateTimeOffset.UtcNow);
        var strong = await Post("a", "ann", "apples, apples", DateTimeOffset.UtcNow);
        var old = await Post("a", "ann", "apples, apples", DateTimeOffset.UtcNow.AddYears(-2));
        await Index();

        Assert.Equal([strong, weak, old], (await Search(Query("ann", Term("apples")))).Hits.Select(hit => hit.Seq));
    }

    [Fact]
    public async Task A_hit_shows_what_was_found_and_its_neighbours_as_they_are_now()
    {
        await Room("a", "ann");
        var before = await Post("a", "ann", "before");
        await Append("a", at => new MessageEdited { Seq = at, Sender = "ann", At = Start, N = 1, Target = before, Text = "before, edited" });
        var seq = await Post("a", "ann", $"{string.Concat(Enumerable.Repeat("lorem ipsum ", 60))}系统性能 matters{string.Concat(Enumerable.Repeat(" dolor sit", 60))}");
        var gone = await Post("a", "ann", "gone");
        await Post("a", "ann", "after");
        await Append("a", at => new MessageDeleted { Seq = at, Sender = "ann", At = Start, N = 4, Target = gone });
        await Index();

        var hit = Assert.Single((await Search(Query("ann", Term("性能"), Term("MATTERS")) with { Context = 2 })).Hits);

        Assert.Equal(("a", seq, "ann", true, true), (hit.Room, hit.Seq, hit.Sender, hit.Snippet.IsCutBefore, hit.Snippet.IsCutAfter));
        Assert.Equal(["性能", "matters"], hit.Snippet.Highlights.Select(one => hit.Snippet.Text.Substring(one.Start, one.Length)));
        Assert.InRange(hit.Snippet.Text.Length, 150, 240);
        Assert.Equal(["before, edited"], hit.Before.Select(one => one.Snippet.Text));
        Assert.Equal(["after"], hit.After.Select(one => one.Snippet.Text));
    }

    [Fact]
    public async Task Two_silos_that_index_the_same_rooms_do_each_others_work_no_harm()
    {
        var rooms = new[] { "r1", "r2", "r3" };
        foreach (var room in rooms)
        {
            await Room(room, "ann");
            for (var i = 0; i < 40; i++)
            {
                await Post(room, "ann", $"word{i} common");
            }
        }

        var options = new SearchOptions { BatchMessages = 7 };
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => CatchUp(rooms, options))));

        Assert.Equal(120, await Count("SELECT COUNT(*) FROM search_messages"));
        Assert.Equal(3, await Count("SELECT COUNT(*) FROM search_rooms WHERE seq = 42"));
        Assert.Equal(100, (await Search(Query("ann", Term("common")) with { Limit = 100 })).Hits.Length);
        Assert.Equal(3, (await Search(Query("ann", Term("word39")))).Hits.Length);
    }

    [Fact]
    public async Task A_transaction_that_fails_leaves_neither_rows_nor_a_position()
    {
        await Room("a", "ann");
        var index = new SearchIndex(Databases);
        var good = new SearchDocument(3, "ann", 1, SearchParts.None, "wwgood");
        var bad = new SearchDocument(4, "ann", 2, SearchParts.None, null!);

        await Assert.ThrowsAnyAsync<Exception>(() => index.WriteAsync([new SearchChange("a", null, new SearchPosition(4, "e"), [good, bad], [])]));

        Assert.Equal(0, await Count("SELECT COUNT(*) FROM search_messages"));
        Assert.Empty(await index.PositionsAsync(["a"]));
        Assert.Empty(await index.WriteAsync([new SearchChange("a", null, new SearchPosition(4, "e"), [good], [])]));
        Assert.Equal(["a"], await index.WriteAsync([new SearchChange("a", null, new SearchPosition(5, "e"), [], [3])])); // by one who believes it to be elsewhere
        Assert.Equal(1, await Count("SELECT COUNT(*) FROM search_messages"));
    }

    [Fact]
    public async Task Messages_of_one_moment_that_want_the_same_place_all_get_one()
    {
        const long Alike = 1 << 20; // numbers so far apart get the same id within a millisecond
        var index = new SearchIndex(Databases);
        SearchDocument At(long seq) => new(seq, "ann", 1, SearchParts.None, "ww" + seq);

        await index.WriteAsync([new SearchChange("a", null, new SearchPosition(2, "e"), [At(1), At(2)], [])]);
        await index.WriteAsync([new SearchChange("a", new SearchPosition(2, "e"), new SearchPosition(3 * Alike, "e"), [At(1 + Alike), At(1 + 2 * Alike), At(2 + Alike)], [])]);
        await index.WriteAsync([new SearchChange("a", new SearchPosition(3 * Alike, "e"), new SearchPosition(4 * Alike, "e"), [At(1) with { Tokens = "wwedited" }], [])]);

        Assert.Equal(5, await Count("SELECT COUNT(*) FROM search_messages"));
        Assert.Equal(1, await Count("SELECT COUNT(*) FROM search_messages WHERE seq = 1 AND tokens = 'wwedited'"));
    }

    [Fact]
    public async Task After_a_restore_from_a_backup_the_room_is_indexed_anew()
    {
        await Room("a", "ann");
        await Post("a", "ann", "kept");
        await Post("a", "ann", "lost");
        await Index();

        await Databases.Messages.WriteAsync(async (connection, transaction) =>
        {
            await connection.ExecuteAsync("DELETE FROM room_events WHERE room_id = 'a' AND seq = 4", transaction: transaction);
            return await connection.ExecuteAsync("UPDATE room_heads SET last_seq = 3, epoch = 'restored' WHERE room_id = 'a'", transaction: transaction);
        });
        _heads["a"] = new LogHead(3, 1, "restored");
        await Index();
        Assert.Equal(0, await Count("SELECT COUNT(*) FROM search_messages WHERE tokens LIKE '%wwlost%'"));

        await Post("a", "ann", "new at the same number");
        await Index();
        Assert.Equal([3L, 4L], (await Find("ann", "kept")).Concat(await Find("ann", "number")));
    }

    [Fact]
    public async Task A_sweep_finds_what_nobody_has_noted_and_a_rebuild_gives_the_same_again()
    {
        await Room("a", "ann");
        var seq = await Post("a", "ann", "forgotten words");
        var rooms = new RoomsToIndex();
        var follower = Follower(rooms);
        await follower.SweepAsync();
        Assert.Equal(["a"], rooms.Take(10));
        await follower.CatchUpAsync(["a"]);
        await follower.SweepAsync();
        Assert.Empty(rooms.Take(10));

        await new SearchIndex(Databases).ClearAsync();
        Assert.Empty(await Find("ann", "forgotten"));
        await follower.SweepAsync();
        await follower.CatchUpAsync(rooms.Take(10));
        Assert.Equal([seq], await Find("ann", "forgotten"));
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("a\" OR \"b")]
    [InlineData("NEAR(a b)")]
    [InlineData("tokens : x")]
    [InlineData("+a -b >c <d ~e @f (g) h*")]
    [InlineData("x' OR 1=1 --")]
    [InlineData("a\0b")]
    [InlineData("\ud800 half")]
    [InlineData("_ __ _0041")]
    [InlineData("％＊＋－")]
    public async Task Signs_that_mean_something_to_an_engine_mean_nothing_in_a_question(string text)
    {
        await Room("a", "ann");
        await Post("a", "ann", "nothing of the kind");
        await Index();

        var answer = await Searcher().FindAsync(Query("ann", Term(text), Term(text, isPrefix: true), Term(text, isExcluded: true)));

        Assert.True(answer is { Error.Code: ErrorCatalog.Invalid } or { Value.Hits.IsEmpty: true }, $"{answer.Error} {answer.Value}");
    }

    [Fact]
    public async Task What_costs_too_much_is_refused()
    {
        await Room("a", "ann");
        var many = await Searcher().FindAsync(Query("ann", Term(string.Join(' ', Enumerable.Range(0, 33)))));
        var nothing = await Searcher().FindAsync(Query("ann", Term("!?")));
        var unwantedAlone = await Searcher().FindAsync(Query("ann", Term("x", isExcluded: true)));
        var cursor = await Searcher().FindAsync(Query("ann", Term("x")) with { Cursor = "Zm9v" });
        var wide = await Searcher(new SearchOptions { Timeout = TimeSpan.Zero }).FindAsync(Query("ann", Term("x")));

        Assert.All([many, nothing, unwantedAlone, cursor], one => Assert.Equal(ErrorCatalog.Invalid, one.Error?.Code));
        Assert.Equal(ErrorCatalog.SearchTooWide, wide.Error?.Code);
    }

    private protected async Task<long> Post(string room, string sender, string text, DateTimeOffset? at = null)
    {
        await Append(room, seq => new MessagePosted { Seq = seq, Sender = sender, At = at ?? Start, N = _heads[room].N + 1, Text = text });
        return _heads[room].LastSeq;
    }

    private protected async Task Append(string room, Func<long, RoomEvent> make)
    {
        var head = _heads.GetValueOrDefault(room);
        var e = make((head?.LastSeq ?? 0) + 1);
        var result = await _test.Log.AppendAsync(new RoomAppend(room, head?.LastSeq ?? 0, head?.Epoch, [e], []));
        _heads[room] = new LogHead(e.Seq, e.N, Assert.IsType<AppendResult.Committed>(result).Epoch);
    }

    private protected async Task Room(string room, string owner, RoomVisibility visibility = RoomVisibility.Private)
    {
        await Append(room, seq => new RoomCreated { Seq = seq, Sender = owner, At = Start, N = 0, Name = room, Title = room, Visibility = visibility });
        await Join(room, owner, RoomRole.Owner);
    }

    private Task Join(string room, string user, RoomRole role = RoomRole.Member) =>
        Append(room, seq => new MemberJoined { Seq = seq, Sender = user, At = Start, N = _heads[room].N, User = user, Role = role });

    private protected Task Index() => CatchUp(_heads.Keys);

    private Task CatchUp(IReadOnlyCollection<string> rooms, SearchOptions? options = null) => Follower(new RoomsToIndex(), options).CatchUpAsync(rooms);

    private SearchFollower Follower(RoomsToIndex rooms, SearchOptions? options = null) => new(
        rooms, new SearchReading(Databases), new SearchIndex(Databases), _test.Log, Options.Create(options ?? new SearchOptions()), TimeProvider.System, NullLogger<SearchFollower>.Instance);

    private MessageSearch Searcher(SearchOptions? options = null)
    {
        _searchers.Add(new MessageSearch(Databases, Options.Create(options ?? new SearchOptions()), TimeProvider.System));
        return _searchers[^1];
    }

    private protected async Task<SearchPage> Search(SearchMessages query, SearchOptions? options = null)
    {
        var answer = await Searcher(options).FindAsync(query);
        Assert.Null(answer.Error);
        return answer.Value!;
    }

    private protected static SearchTerm Term(string text, bool isExcluded = false, bool isPrefix = false) => new(text, isExcluded, isPrefix);

    private protected static SearchMessages Query(string reader, params SearchTerm[] terms) => new(new Actor(reader, ServerRole.Member), [.. terms], 20);

    /// <summary>Numbers of what is found, in order. Each word apart.</summary>
    private protected Task<List<long>> Find(string reader, string words) => Find(reader, [.. words.Split(' ').Select(word => Term(word))]);

    private async Task<List<long>> Find(string reader, params SearchTerm[] terms) => [.. (await Search(Query(reader, terms))).Hits.Select(hit => hit.Seq).Order()];

    private async Task<List<(string Room, long Seq)>> Where(string reader, string word) =>
        [.. (await Search(Query(reader, Term(word)))).Hits.Select(hit => (hit.Room, hit.Seq)).Order()];

    private protected Task<long> Count(string sql) => Databases.Search.ReadAsync((connection, moment) => connection.ExecuteScalarAsync<long>(sql, transaction: moment));
}
