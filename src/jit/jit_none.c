/* Where libgccjit is not: nothing is compiled. */
