[assembly: AssemblyFixture(typeof(DavidBert.Testing.Azurite))]
