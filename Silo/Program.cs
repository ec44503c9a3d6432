Console.Error.WriteLine("Use: dotnet run --project Silo -- admin --help");
return 64;
